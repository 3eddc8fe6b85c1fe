"""The columns of new data, laid against those that were there in ``fit``."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import pandas as pd

from lepton_automl.errors import InputError
from lepton_automl.intake.check import same_width
from lepton_automl.intake.source import named
from lepton_automl.task import Schema

__all__ = ["as_array", "matched", "table"]

MOST_NAMED = 10


def matched(raw: Any, schema: Schema, owner: str) -> pd.DataFrame:
    """Return new data as a table with the columns of ``fit``, matched by name.

    Columns that are not learned from may be absent. What has no names is matched by position.

    Raises
    ------
    InputError
        If columns are missing or unknown; the message names them.
    """
    columns = schema.columns or ()
    if not isinstance(raw, pd.DataFrame):
        return _by_position(raw, schema, owner)
    if raw.columns.tolist() == list(columns):  # as a rule; of one row, names take longest
        return raw
    frame = named(raw)
    present, expected = set(frame.columns), set(columns)
    unused = {name for name, _ in schema.left_out}
    missing = [c for c in columns if c not in present and c not in unused]
    extra = [c for c in frame.columns if c not in expected]
    if not missing and not extra:
        return frame
    if not schema.named and len(frame.columns) == len(columns):
        # fit saw no names: those of now say nothing.
        return frame.set_axis(list(columns), axis=1)
    raise InputError(_difference(missing, extra, owner))


def as_array(raw: Any) -> Any:
    """Return what was a table as an array; all else as it is."""
    if not isinstance(raw, pd.DataFrame):
        return raw
    frame = raw if all(d.kind in "biuf" for d in raw.dtypes) else raw.astype(object)
    return frame.to_numpy()


def table(raw: Any) -> pd.DataFrame:
    """Return a 2-D array as a table with columns ``"x0"``, ``"x1"``, ..."""
    return pd.DataFrame(raw, columns=[f"x{i}" for i in range(raw.shape[1])], copy=False)


def _by_position(raw: Any, schema: Schema, owner: str) -> pd.DataFrame:
    columns = schema.columns or ()
    if raw.ndim == 1 and len(columns) == 1:
        raw = raw.reshape(-1, 1)  # a list of texts
    same_width(raw, len(columns), owner)
    if schema.named:
        warnings.warn(
            f"X does not have valid feature names, but {owner} was fitted with feature names",
            UserWarning,
            stacklevel=4,
        )
    dense = raw.toarray() if hasattr(raw, "toarray") else raw
    return table(dense).set_axis(list(columns), axis=1)


def _difference(missing: list[str], extra: list[str], owner: str) -> str:
    parts = []
    if missing:
        parts.append(
            f"X lacks {_count(missing)} that {owner} was fitted with: {_list(missing)}."
        )
    if extra:
        parts.append(
            f"X has {_count(extra)} that {owner} was not fitted with: {_list(extra)}. "
            "Leave out what was not there in fit."
        )
    return " ".join(parts)


def _count(names: list[str]) -> str:
    return "a column" if len(names) == 1 else f"{len(names)} columns"


def _list(names: Iterable[str]) -> str:
    shown = [repr(name) for name in names]
    rest = len(shown) - MOST_NAMED
    return ", ".join(shown[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
