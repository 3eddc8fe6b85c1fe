"""Columns that cannot help: constant, empty, copies, or names of single rows."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["comparable", "digest", "useless"]

FEW_ROWS = 20  # fewer rows than this tell too little of whether values repeat
NEARLY_EVERY = 0.95
_ID = re.compile(r"(?i)(.*[\W_])?(id|idx|index|uuid|guid|row_?(id|no|num|number)?)|unnamed: 0")
_CAMEL = re.compile(r".*[a-z](Id|ID)")


def useless(name: str, column: pd.Series, kind: str, found: Any) -> str | None:
    """Return why a column cannot help to predict, or None if it may.

    Parameters
    ----------
    name : str
        The column's name.
    column : Series
        The column as it came.
    kind : str
        What it holds.
    found : ndarray
        The column in the canonical form of its kind.
    """
    missing = (found == "") if kind == "text" else pd.isna(found)
    if missing.all():
        return "holds no value"
    if not missing.any() and (found == found[0]).all():
        return f"is constant ({_short(found[0])})"
    if kind == "category":
        return _names_rows(found[~missing])
    if kind == "number" and pd.api.types.is_integer_dtype(column.dtype):
        return _counts_rows(name, found)
    return None


def digest(found: Any) -> bytes:
    """Return a short fingerprint that two columns share only if they hold the same."""
    if found.dtype == object:
        found = pd.util.hash_array(found, categorize=True)
    cells = np.ascontiguousarray(found).view(np.uint8)
    return hashlib.blake2b(cells.data, digest_size=16).digest()


def comparable(found: Any) -> bool:
    """Tell whether the cells are numbers, moments or strings, which can be compared."""
    if found.dtype != object:
        return bool(found.ndim == 1)
    return pd.api.types.infer_dtype(found, skipna=True) in ("string", "empty")


def _names_rows(present: Any) -> str | None:
    different = len(pd.unique(present))
    if len(present) >= FEW_ROWS and different >= NEARLY_EVERY * len(present):
        return f"looks like an identifier ({different} different values in {len(present)} rows)"
    return None


def _counts_rows(name: str, found: Any) -> str | None:
    """Be careful: whole numbers that are all different are usually a quantity."""
    if len(found) < FEW_ROWS or not (_ID.fullmatch(name) or _CAMEL.fullmatch(name)):
        return None
    if np.isnan(found).any() or len(np.unique(found)) < len(found):
        return None
    counts_up = bool((np.diff(found) > 0).all())
    without_gaps = found.max() - found.min() == len(found) - 1
    return (
        "looks like an identifier (it numbers the rows)" if counts_up or without_gaps else None
    )


def _short(value: Any) -> str:
    text = repr(value.item() if hasattr(value, "item") else value)
    return text if len(text) <= 40 else f"{text[:37]}..."
