"""How a model's predictions change with one column, all others as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lepton_automl.explain.blend import quietly
from lepton_automl.explain.columns import Columns

__all__ = ["Dependence", "dependence"]

Array = NDArray[np.float64]
POINTS, LEVELS = 15, 8
BAND = (10, 90)  # percentiles of the rows' own curves


@dataclass(frozen=True, eq=False)
class Dependence:
    """The partial dependence on one column.

    Attributes
    ----------
    column : str
    kind : str
    values : list
        Where it was computed: numbers, texts, or the time as text.
    mean, low, high : ndarray of shape (n_values, n_outputs)
        The mean over rows, and between which predictions the middle 80 % of rows are.
    share : ndarray of shape (n_values,)
        How many rows have a value nearest to each.
    """

    column: str
    kind: str
    values: list[Any]
    mean: Array
    low: Array
    high: Array
    share: Array


def dependence(
    predict: Callable[[Any], Array], rows: Columns, position: int, kind: str
) -> Dependence | None:
    """Return the partial dependence on a column; None for free text and constant columns.

    Parameters
    ----------
    predict : callable
        From X to an array of shape (n_rows, n_outputs).
    rows : Columns
        Over which it is averaged.
    position : int
        Of the column.
    kind : str
        Of the column.

    Examples
    --------
    >>> rows = Columns(("a",), np.arange(9.0)[:, None])
    >>> dependence(lambda X: 2 * X, rows, 0, "number").mean[[0, -1], 0]
    array([ 0., 16.])
    """
    column = rows.column(position)
    points, told, share = _grid(column, kind)
    if len(points) < 2:
        return None
    n_rows = len(rows)
    every = np.tile(np.arange(n_rows), len(points))
    values = np.repeat(np.array(points, dtype=column.dtype), n_rows)
    with quietly():
        found = [
            predict(rows.take(every[part]).with_column(position, values[part]).X)
            for part in rows.chunks(len(every))
        ]
    curves = np.concatenate(found).reshape(len(points), n_rows, -1)
    low, high = np.percentile(curves, BAND, axis=1)
    name = rows.names[position]
    return Dependence(name, kind, told, curves.mean(axis=1), low, high, share)


def _grid(column: Any, kind: str) -> tuple[list[Any], list[Any], Any]:
    """Return the values to put in, as they are told, and the rows near to each."""
    if kind in ("number", "datetime"):
        return _scale(column)
    if kind not in ("category", "boolean"):
        return [], [], np.array([])
    counts = pd.Series(column).value_counts(normalize=True)[:LEVELS]
    points = sorted(counts.index, key=str) if kind == "boolean" else list(counts.index)
    told = [str(bool(p)) for p in points] if kind == "boolean" else [str(p) for p in points]
    return points, told, counts.loc[points].to_numpy()


def _scale(column: Any) -> tuple[list[Any], list[Any], Any]:
    known = column[~pd.isna(column)]
    if not len(known):
        return [], [], np.array([])
    times = known.dtype.kind == "M"
    numbers = known.astype("datetime64[ns]").astype(np.int64) if times else known.astype(float)
    distinct = np.unique(numbers)
    if len(distinct) > POINTS:
        distinct = np.unique(np.quantile(numbers, np.linspace(0.05, 0.95, POINTS)))
    nearest = np.searchsorted((distinct[1:] + distinct[:-1]) / 2, numbers)
    share = np.bincount(nearest, minlength=len(distinct)).astype(np.float64) / len(column)
    if not times:
        return distinct.tolist(), distinct.tolist(), share
    points = distinct.astype(np.int64).astype("datetime64[ns]").astype(known.dtype)
    return list(points), [str(p)[:10] for p in points], share
