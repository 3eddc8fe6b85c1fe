"""Moments in time: timestamps, dates, and strings that spell them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, share
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Choice, Space
from lepton_automl.task import Input, Task

__all__ = [
    "read",
    "read_dayfirst",
    "recognise",
    "recognise_dayfirst",
    "space",
    "to_number",
]

NEARLY_ALL = 0.95
_CLOCK = (
    r"([T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(:(?P<second>\d{2})(\.(?P<fraction>\d+))?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|UTC|[-+]\d{2}:?\d{2})?)?\s*"
)
_YEAR_FIRST = re.compile(
    r"\s*(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK
)
_YEAR_LAST = re.compile(
    r"\s*(?P<month>\d{1,2})(?P<mark>[-/.])(?P<day>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    + _CLOCK
)
_SPELLED = re.compile(
    r"(?i)\s*([a-z]+,?\s+)?(\d{1,2}(st|nd|rd|th)?[-\s]+)?"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[-\s,]+(\d{1,2},?\s+)?\d{4}"
    + _CLOCK
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")
# Far dates such as 9999-12-31 stand for "never ends"; nanoseconds reach from 1677 to 2262.
_FIRST, _LAST = np.datetime64("1678-01-01"), np.datetime64("2262-01-01")


def recognise(values: pd.Series) -> float:
    """Return how sure it is that a column holds moments in time."""
    dtype = values.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype) or isinstance(dtype, pd.PeriodDtype):
        return 1.0
    if not (pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
        return 0.0
    found = cells(values)
    if found and all(isinstance(v, (dt.date, np.datetime64, pd.Period)) for v in found):
        return 1.0
    if not all(isinstance(v, str) for v in found) or share(map(_is_date, found)) < NEARLY_ALL:
        return 0.0
    read_well = share(pd.Series(_parse(pd.Series(found, dtype=object), False)).notna())
    return 0.0 if _is_dayfirst(found) or read_well < NEARLY_ALL else 0.92


def recognise_dayfirst(values: pd.Series) -> float:
    """Return how sure it is that a column holds dates such as 31/12/2020 or 31.12.2020."""
    dtype = values.dtype
    if not (pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
        return 0.0
    found = cells(values)
    if not all(isinstance(v, str) for v in found) or share(map(_is_date, found)) < NEARLY_ALL:
        return 0.0
    return 0.92 if _is_dayfirst(found) else 0.0


def read(values: pd.Series) -> Any:
    """Return datetime64[ns], in UTC and without a zone; NaT where a cell is no moment."""
    return _read(values, dayfirst=False)


def read_dayfirst(values: pd.Series) -> Any:
    """Return datetime64[ns] as `read` does, taking 03/04/2020 for the third of April."""
    return _read(values, dayfirst=True)


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> Space:
    """Return whether hours, weekdays and months are laid out on circles."""
    first = "scaled" in spec.wants
    return {"cyclic": Choice(first, not first)}


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return the parts of the moments, filled and scaled as the estimator needs it."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from lepton_automl.builtin.kinds.datetime_parts import DatetimeParts

    steps: list[Any] = [DatetimeParts(cyclic=params.get("cyclic", "scaled" in needs.wants))]
    if "missing" not in needs.handles:
        steps.append(SimpleImputer(strategy="median", keep_empty_features=True))
    if "scaled" in needs.wants:
        steps.append(StandardScaler())
    return steps[0] if len(steps) == 1 else make_pipeline(*steps)


def _read(values: pd.Series, dayfirst: bool) -> Any:
    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.to_timestamp()
    if isinstance(values.dtype, pd.ArrowDtype):
        values = values.astype(object)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        moments = values
    elif pd.api.types.is_numeric_dtype(values.dtype):
        moments = pd.to_datetime(values, errors="coerce")
    else:
        moments = pd.Series(_parse(values, dayfirst))
    if getattr(moments.dtype, "tz", None) is not None:
        moments = moments.dt.tz_convert("UTC").dt.tz_localize(None)
    found = moments.to_numpy()
    first, last = _FIRST.astype(found.dtype), _LAST.astype(found.dtype)
    return np.clip(found, first, last).astype("datetime64[ns]")


def _parse(values: pd.Series, dayfirst: bool) -> Any:
    """Parse each different cell once, by its own looks and never by its neighbours'."""
    if pd.api.types.infer_dtype(values, skipna=True) in ("datetime", "datetime64", "date"):
        return pd.to_datetime(values, utc=True, errors="coerce").to_numpy("datetime64[us]")
    codes, levels = pd.factorize(values.astype(object))
    if len(levels) and all(isinstance(v, str) and _ISO.fullmatch(v) for v in levels):
        try:
            return np.append(np.array(levels, "datetime64[us]"), np.datetime64("NaT", "us"))[
                codes
            ]
        except ValueError:  # a month 13, say: one by one, then
            pass
    moments = np.array([*(_moment(v, dayfirst) for v in levels), None], "datetime64[us]")
    return moments[codes]


def _moment(value: Any, dayfirst: bool) -> Any:
    """Return one cell as a datetime64 in UTC, or None."""
    try:
        moment = _spelled_out(value, dayfirst) if isinstance(value, str) else _typed(value)
    except (ValueError, OverflowError):
        return None
    if moment is None or moment is pd.NaT:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return np.datetime64(moment, "us")


def _typed(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    if isinstance(value, pd.Period):
        return value.to_timestamp()
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return None


def _spelled_out(text: str, dayfirst: bool) -> Any:
    found = _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)
    if found is None:
        return pd.to_datetime(text) if _SPELLED.fullmatch(text) else None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    year_last = found.re is _YEAR_LAST
    if year_last and (dayfirst or found["mark"] == "." or month > 12):
        month, day = day, month
    if len(found["year"]) == 2:
        year += 2000 if year < 69 else 1900  # as strptime has it
    return dt.datetime(year, month, day, *_clock(found), tzinfo=_zone(found["zone"]))


def _clock(found: re.Match[str]) -> tuple[int, int, int, int]:
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fraction = int((found["fraction"] or "0").ljust(6, "0")[:6])
    return hour, int(found["minute"] or 0), int(found["second"] or 0), fraction


def _zone(text: str | None) -> dt.timezone | None:
    if text is None:
        return None
    if text in ("Z", "UTC"):
        return dt.UTC
    sign, hours, minutes = text[0], int(text[1:3]), int(text[-2:])
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-offset if sign == "-" else offset)


def _is_date(value: Any) -> bool:
    patterns = (_YEAR_FIRST, _YEAR_LAST, _SPELLED)
    return isinstance(value, str) and any(p.fullmatch(value) for p in patterns)


def _is_dayfirst(found: list[str]) -> bool:
    parts = [m for m in map(_YEAR_LAST.fullmatch, found) if m]
    if not parts:
        return False
    first, second = max(int(m["month"]) for m in parts), max(int(m["day"]) for m in parts)
    return (first > 12 >= second) or (second <= 12 and all(m["mark"] == "." for m in parts))
