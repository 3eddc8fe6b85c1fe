"""What the kinds look at when they recognise a column: a few of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["cells", "coded", "is_missing", "share"]

ENOUGH = 1000
FEW = 16  # cells that are sooner read than compared


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


def coded(values: pd.Series, name: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return positions in a list of levels, so that each level is read once.

    A missing cell is at -1, or is a level that is missing.

    Parameters
    ----------
    values : Series
    name : callable
        What a cell is called, for columns of which some cells are equal but not the same.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories
    if len(values) <= FEW:
        return np.arange(len(values)), list(values)
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind not in ("string", "integer", "floating", "boolean"):
        # 1, 1.0 and True are equal, but not the same name: they must not share a code.
        values = pd.Series([name(v) for v in values.astype(object)], dtype=object)
    codes, levels = pd.factorize(values)
    return codes, levels


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
