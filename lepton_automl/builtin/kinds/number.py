"""Numbers: measured or counted quantities, and how they are cleaned and scaled."""

from __future__ import annotations

import datetime as dt
import numbers
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, is_missing, share
from lepton_automl.errors import InputError
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Choice, Space
from lepton_automl.task import Input, Task

__all__ = ["read", "recognise", "space", "to_number"]

NEARLY_ALL = 0.95
CLIP = 5.0
MANY_CELLS = 5_000_000
_PLAIN = ("integer", "floating", "mixed-integer-float", "decimal")
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
# Such as $1,234.50 and 12 %: what a spreadsheet shows. Grouped digits have no leading zero, so
# that 0,123 is not taken for 123.
_AMOUNT = re.compile(
    r"\s*([-+]?)\s*[$€£¥]?\s*([1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)\s*[%€]?\s*"
)
# What people write where there is no number.
_BLANKS = {"?", "-", "--", ".", "*", "na", "n/a", "#n/a", "nan", "none", "null", "missing"}
_CODE = re.compile(r"\s*[-+]?0\d")


def recognise(values: pd.Series) -> float:
    """Return how sure it is that a column holds numbers."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(dtype):
        return 0.0
    if pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_timedelta64_dtype(dtype):
        return 1.0
    written = pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)
    if not (written or isinstance(dtype, pd.ArrowDtype)):
        return 0.0
    present = cells(values)
    found = [v for v in present if not _is_blank(v)]
    if len(found) < len(present) / 2:
        return 0.0
    strings = [v for v in found if isinstance(v, str)]
    # Codes such as zip codes keep their leading zeros: those are names, not amounts.
    if any(map(_CODE.match, strings)) or share(map(_is_number, found)) < NEARLY_ALL:
        return 0.0
    return 0.9 if strings else 0.99


def read(values: pd.Series) -> Any:
    """Return a float array: NaN where a cell is missing or is no number.

    Raises
    ------
    InputError
        If a number is infinite or complex.
    """
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu":
        return values.to_numpy().astype(np.float64)  # of one row, to ask more takes longest
    found = _floats(values)
    # The sum of finite numbers is nearly always finite, and needs no array of verdicts.
    with np.errstate(over="ignore", invalid="ignore"):
        suspicious = not np.isfinite(found.sum())
    if suspicious and np.isinf(found).any():
        raise InputError(
            "Input X contains infinity or a value too large for dtype('float64'). Column "
            f"{values.name!r} holds it; replace infinite values, for example by NaN."
        )
    return found


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> Space:
    """Return how numbers may be prepared; the first of each choice is the default."""
    found: dict[str, Any] = {}
    if "missing" not in spec.handles:
        # A million rows of thirty columns have their means in a second, their medians in ten.
        small = task.n_rows * task.n_features <= MANY_CELLS
        found["impute"] = Choice("median", "mean") if small else Choice("mean")
        found["indicator"] = Choice(True, False)
    if "scaled" in spec.wants:
        if task.schema.form == "sparse" and "sparse" in spec.handles:
            found["scaling"] = Choice("maxabs", "deviation")
        else:
            found["clip"] = Choice(False, True)
            each = ("standard", "quantile", "robust", "minmax")
            found["scaling"] = Choice(*(("together",) if task.schema.one_unit else ()), *each)
    return found


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return the preparation of numbers, ``"passthrough"`` if the estimator needs none."""
    from sklearn.pipeline import make_pipeline

    filled, scaled = _filled(params, needs), _scaled(params, needs)
    # What marks that a number is missing is 0 or 1, of another unit than numbers of one unit.
    together = params.get("scaling") == "together"
    steps = [*scaled, *filled] if together else [*filled, *scaled]
    if not steps:
        return "passthrough"
    return steps[0] if len(steps) == 1 else make_pipeline(*steps)


def _filled(params: Mapping[str, Any], needs: EstimatorSpec) -> list[Any]:
    from sklearn.impute import SimpleImputer

    if "missing" in needs.handles:
        return []
    return [
        SimpleImputer(
            strategy=params.get("impute", "median"),
            add_indicator=params.get("indicator", True),
            keep_empty_features=True,
        )
    ]


def _scaled(params: Mapping[str, Any], needs: EstimatorSpec) -> list[Any]:
    from sklearn import preprocessing as p

    from lepton_automl.builtin.kinds.scalers import RankScaler, TogetherScaler

    if "scaled" not in needs.wants:
        return []
    scaling = params.get("scaling", "standard")
    scalers = {
        "together": TogetherScaler,
        "standard": p.StandardScaler,
        "minmax": p.MinMaxScaler,
        "robust": p.RobustScaler,
        "maxabs": p.MaxAbsScaler,
        "deviation": lambda: p.StandardScaler(with_mean=False),
        "quantile": lambda: RankScaler(
            n_quantiles=200, output_distribution="normal", subsample=10_000
        ),
    }
    clip = {"a_min": -CLIP, "a_max": CLIP}
    cut = p.FunctionTransformer(np.clip, kw_args=clip, feature_names_out="one-to-one")
    return [*([p.RobustScaler(), cut] if params.get("clip") else []), scalers[scaling]()]


def _floats(values: pd.Series) -> Any:
    dtype = values.dtype
    if dtype == np.float64:
        return values.to_numpy()
    if pd.api.types.is_timedelta64_dtype(dtype):
        return values.dt.total_seconds().to_numpy(dtype=np.float64)
    if pd.api.types.is_complex_dtype(dtype):
        raise InputError(f"Complex data not supported. Column {values.name!r} holds it.")
    if dtype == np.float32 or dtype == np.float16:
        return values.to_numpy(dtype=np.float32)
    if pd.api.types.is_numeric_dtype(dtype):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    if pd.api.types.infer_dtype(values, skipna=True) in _PLAIN:
        try:
            return values.to_numpy(dtype=object).astype(np.float64)
        except (TypeError, OverflowError):  # pandas' NA, or a huge number: one by one, then
            pass
    return np.array([_float(v) for v in values.astype(object)], dtype=np.float64)


def _float(value: Any) -> float:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return _spelled(value)
    if isinstance(value, (dt.timedelta, np.timedelta64)):
        return float(pd.Timedelta(value).total_seconds())
    if isinstance(value, dt.time):  # seconds since midnight
        whole = value.hour * 3600 + value.minute * 60 + value.second
        return whole + value.microsecond / 1e6
    try:
        return float(value)
    except OverflowError:
        return np.inf
    except (TypeError, ValueError):
        return np.nan


def _spelled(value: str) -> float:
    amount = _AMOUNT.fullmatch(value)
    if amount:
        return float(amount[1] + amount[2].replace(",", ""))
    # float() also reads "1_000" and "infinity"; only the latter means a number to people.
    word = value.strip().lstrip("+-").lower()
    return np.inf if word in ("inf", "infinity") else np.nan


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_NUMBER.fullmatch(value) or _AMOUNT.fullmatch(value))
    if isinstance(value, (bool, np.bool_)) or is_missing(value):
        return False
    return isinstance(value, (numbers.Real, Decimal, np.number, dt.timedelta, dt.time))


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower() in _BLANKS
