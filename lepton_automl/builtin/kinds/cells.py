"""What the kinds look at when they recognise a column: a few of its cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["cells", "is_missing", "share"]

ENOUGH = 1000


def cells(values: pd.Series) -> list[Any]:
    """Return up to a thousand present cells, evenly spread over the column.

    Evenly spread, since tables are often sorted: the first rows may all look alike.
    """
    found = _present(values.iloc[_spread(len(values))])
    if not found and len(values) > ENOUGH:
        present = values[values.notna().to_numpy()]
        found = _present(present.iloc[_spread(len(present))])
    return found


def share(verdicts: Iterable[bool]) -> float:
    """Return the share of true verdicts; 0 if there are none.

    Examples
    --------
    >>> share([True, True, False, True])
    0.75
    """
    found = list(verdicts)
    return sum(found) / len(found) if found else 0.0


def is_missing(value: Any) -> bool:
    """Tell whether one cell is missing: None, NaN, NaT, pandas' NA, or an empty string."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, np.ndarray):  # objects of a plugin's kind
        return False
    return value is None or value is pd.NA or value is pd.NaT or value != value


def _spread(length: int) -> Any:
    return np.linspace(0, length - 1, min(length, ENOUGH)).astype(int)


def _present(values: pd.Series) -> list[Any]:
    present = values[values.notna().to_numpy()].astype(object).tolist()
    return [v for v in present if not (isinstance(v, str) and not v.strip())]
