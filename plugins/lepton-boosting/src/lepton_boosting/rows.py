"""Rows as the libraries take them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

__all__ = ["Rows", "held_out", "single", "weighed"]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as the libraries take them: numbers, a coded target, and weights or None."""

    X: Any
    y: NDArray[Any]
    weight: NDArray[Any] | None

    def take(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return some of the rows; if that is all of them, without a copy."""
        if chosen.all():
            return self
        weight = None if self.weight is None else self.weight[chosen]
        return Rows(self.X[chosen], self.y[chosen], weight)


def weighed(rows: Rows) -> Rows:
    """Return the rows that have a weight, which is 1 on average."""
    there = rows.weight > 0
    return replace(rows, weight=rows.weight / rows.weight[there].mean()).take(there)


def held_out(y: NDArray[Any], random: Any, by_class: bool) -> NDArray[np.bool_]:
    """Choose a tenth of the rows at random; none of a class with fewer than ten."""
    order = random.permutation(len(y))
    if by_class:
        order = order[np.bincount(y)[y[order]] >= 10]
    chosen = np.zeros(len(y), dtype=bool)
    chosen[order[: len(y) // 10]] = True
    return chosen


def single(X: Any) -> Any:
    """Return numbers in single precision, those too large for it cut.

    Examples
    --------
    >>> single(np.array([[0.5, 1e300, np.nan]]))
    array([[5.0000000e-01, 3.4028235e+38,           nan]], dtype=float32)
    """
    if X.dtype == np.float32:
        return X
    if scipy.sparse.issparse(X):
        return type(X)((single(X.data), X.indices, X.indptr), shape=X.shape)
    top = float(np.finfo(np.float32).max)
    return np.clip(X, -top, top).astype(np.float32)
