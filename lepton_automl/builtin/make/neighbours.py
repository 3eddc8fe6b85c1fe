"""Nearest neighbours, of which no two are equally near.

In tables of categories many rows are equally near to one that is asked for, more than the
neighbours that have a say. Which of them scikit-learn asks then hangs on how it searches, so it
may change with the machine, the number of rows asked for at once, or the format of a file.
Here the rows learned from are moved apart by a hundred thousandth of their size before they
are kept: too little to change what is near, enough that there is one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from scipy import sparse
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from lepton_automl.builtin.make.plain import SavedAsParent

STEP = 1e-5


class ApartNeighborsClassifier(SavedAsParent, KNeighborsClassifier):
    """The parent, where rows learned from are never equally near."""

    def fit(self, X: Any, y: Any) -> Self:
        """Keep the rows, moved apart."""
        _keep_apart(self, super().fit, X, y)
        return self


class ApartNeighborsRegressor(SavedAsParent, KNeighborsRegressor):
    """The parent, where rows learned from are never equally near."""

    def fit(self, X: Any, y: Any) -> Self:
        """Keep the rows, moved apart."""
        _keep_apart(self, super().fit, X, y)
        return self


def apart(rows: Any) -> Any:
    """Return rows, each moved a little in a direction of its own.

    All are moved nearly as far, so that rows that were equal count nearly the same. Of a sparse
    matrix only what is not zero moves.

    Parameters
    ----------
    rows : ndarray or sparse matrix of shape (n_rows, n_columns)

    Examples
    --------
    >>> one, other = apart(np.ones((2, 3)))
    >>> bool(np.allclose(one, other, atol=1e-4)), bool((one == other).any())
    (True, False)
    """
    random = np.random.default_rng(0)
    if sparse.issparse(rows):
        moved = rows.astype(np.result_type(rows.dtype, np.float32))
        moved.data *= 1 + STEP * _directions(random, moved.data.shape)
        return moved
    rows = np.asarray(rows, dtype=np.result_type(rows.dtype, np.float32))
    size = np.abs(rows).max(axis=1, keepdims=True)
    usual = np.sort(size, axis=None)[len(size) // 2] or 1.0
    return rows + _directions(random, rows.shape) * (STEP * np.maximum(size, usual))


def k_neighbors_classifier(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> KNeighborsClassifier:
    """Return a classifier that asks the rows most alike, never more than there are."""
    return ApartNeighborsClassifier(**_asked(n_neighbors, weights, p, n_rows))


def k_neighbors_regressor(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> KNeighborsRegressor:
    """Return a regressor that asks the rows most alike, never more than there are."""
    return ApartNeighborsRegressor(**_asked(n_neighbors, weights, p, n_rows))


def _asked(n_neighbors: int, weights: str, p: int, n_rows: int) -> dict[str, Any]:
    # A training fold holds at least half of the rows, and half of those should have a say.
    return {"n_neighbors": max(1, min(n_neighbors, n_rows // 4)), "weights": weights, "p": p}


def _directions(random: Any, shape: tuple[int, ...]) -> Any:
    """Return numbers of either sign, all nearly 1 apart from it."""
    drawn = random.random(shape, dtype=np.float32) - np.float32(0.5)
    return np.copysign(np.float32(0.9) + np.float32(0.2) * np.abs(drawn), drawn)


def _keep_apart(model: Any, fit: Callable[[Any, Any], Any], X: Any, y: Any) -> None:
    fit(X, y)  # which complains of what is malformed
    names = getattr(model, "feature_names_in_", None)
    fit(apart(model._fit_X), y)
    if names is not None:
        model.feature_names_in_ = names
