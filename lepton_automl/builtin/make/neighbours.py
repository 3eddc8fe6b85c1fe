"""Nearest neighbours, of which no two are equally near, and none too far to tell.

In tables of categories many rows are equally near to one that is asked for, more than the
neighbours that have a say. Which of them scikit-learn asks then hangs on how it searches, so it
may change with the machine, the number of rows asked for at once, or the format of a file.
Here the rows learned from are moved apart by a hundred thousandth of their size before they
are kept: too little to change what is near, enough that there is one answer.

A number far out of range, as a wrong unit makes it, drowns all others of its row: in 64 bits
1e12 and 1e12 + 1e-5 are one number, so that rows learned from are equally far again, or what
rounding makes of it. So numbers are cut off before they are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from scipy import sparse
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.utils.validation import validate_data

from lepton_automl.builtin.make.plain import SavedAsParent

STEP = 1e-5
FAR = 1024  # times the usual size of a row: its square leaves ten digits for the others


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


class CutOff(SavedAsParent, MaxAbsScaler):
    """The parent with one scale for all columns, the greatest size that is believed.

    What is near stays so, since all columns are divided by the same power of two; numbers
    further out than `FAR` times the usual size of a row become that.
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the usual size of a row."""
        super().fit(X, y)
        rows = X.tocsr() if sparse.issparse(X) else np.asarray(X)
        bound = 2.0 ** np.ceil(np.log2(FAR * _usual(_sizes(rows))))
        self.scale_: Any = np.full_like(self.max_abs_, bound)
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
    size = _sizes(rows)
    moves = STEP * np.maximum(size, _usual(size))
    return rows + _directions(random, rows.shape) * moves[:, None]


def k_neighbors_classifier(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> Pipeline:
    """Return a classifier that asks the rows most alike, never more than there are."""
    nearest = ApartNeighborsClassifier(**_asked(n_neighbors, weights, p, n_rows))
    return make_pipeline(CutOff(clip=True), nearest)


def k_neighbors_regressor(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> Pipeline:
    """Return a regressor that asks the rows most alike, never more than there are."""
    nearest = ApartNeighborsRegressor(**_asked(n_neighbors, weights, p, n_rows))
    return make_pipeline(CutOff(clip=True), nearest)


def _asked(n_neighbors: int, weights: str, p: int, n_rows: int) -> dict[str, Any]:
    # A training fold holds at least half of the rows, and half of those should have a say.
    return {"n_neighbors": max(1, min(n_neighbors, n_rows // 4)), "weights": weights, "p": p}


def _sizes(rows: Any) -> Any:
    """Return the greatest number of each row, without its sign."""
    greatest = abs(rows).max(axis=1)
    return np.ravel(greatest.toarray() if sparse.issparse(greatest) else greatest)


def _usual(sizes: Any) -> float:
    """Return the median of what is not zero."""
    some = np.sort(sizes[sizes > 0])
    return float(some[len(some) // 2]) if len(some) else 1.0


def _directions(random: Any, shape: tuple[int, ...]) -> Any:
    """Return numbers of either sign, all nearly 1 apart from it."""
    drawn = random.random(shape, dtype=np.float32) - np.float32(0.5)
    return np.copysign(np.float32(0.9) + np.float32(0.2) * np.abs(drawn), drawn)


def _keep_apart(model: Any, fit: Callable[[Any, Any], Any], X: Any, y: Any) -> None:
    rows, y = validate_data(model, X, y, accept_sparse="csr", multi_output=True)
    names = getattr(model, "feature_names_in_", None)
    fit(apart(rows), y)
    if names is not None:
        model.feature_names_in_ = names
