"""Estimators that repair a weakness of their scikit-learn parent, and are saved as the parent.

Each differs from its parent in ``fit`` alone. Once fitted there is nothing left that the parent
could not do, so a fitted one is pickled as an object of the parent class: what is saved loads
where lepton_automl is not installed.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline, make_pipeline


class SavedAsParent:
    """Mixin for a subclass of a scikit-learn estimator whose fitted form is its parent's.

    Put it first among the bases, the parent second.
    """

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle the fitted form as the parent, the unfitted one as it is."""
        if not self._is_plain():
            return super().__reduce_ex__(protocol)
        parent = type(self).__mro__[2]
        # The version lets scikit-learn warn when another one reads the file.
        state = {**vars(self), "_sklearn_version": sklearn.__version__}
        return object.__new__, (parent,), state

    def _is_plain(self) -> bool:
        """Whether the parent could do all that is left to do."""
        return any(name.endswith("_") for name in vars(self))


class WeightedPipeline(SavedAsParent, Pipeline):
    """The parent, whose ``fit`` takes weights as any estimator's does: for the last step.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.preprocessing import StandardScaler
    >>> model = WeightedPipeline.of(StandardScaler(), Ridge(1e-9))
    >>> model.fit([[0.0], [0.0], [1.0]], [1.0, 9.0, 5.0], [1, 0, 1]).predict([[0.0]]).round(3)
    array([1.])
    """

    @classmethod
    def of(cls, *steps: Any) -> Self:
        """Return a pipeline of steps, named as `make_pipeline` does."""
        return cls(make_pipeline(*steps).steps)

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None, **params: Any) -> Self:
        """Fit all steps."""
        if sample_weight is not None:
            params[f"{self.steps[-1][0]}__sample_weight"] = sample_weight
        super().fit(X, y, **params)
        return self

    def _is_plain(self) -> bool:
        return bool(self.__sklearn_is_fitted__())


def take(values: Any, rows: NDArray[Any]) -> Any:
    """Return the rows of a frame, a sparse matrix or anything like an array; None of None.

    Examples
    --------
    >>> take([5, 6, 7], np.array([0, 2])).tolist()
    [5, 7]
    """
    if values is None:
        return None
    if hasattr(values, "iloc"):
        return values.iloc[rows]
    return values.tocsr()[rows] if hasattr(values, "tocsr") else np.asarray(values)[rows]


def labels(X: Any, y: Any, sample_weight: Any) -> NDArray[Any] | None:
    """Return y as a column of labels; None if something is malformed: the parent complains."""
    column = as_column(X, y, sample_weight)
    if column is None:
        return None
    plausible = column.dtype.kind in "buiUO" or _whole(column)
    return column if len(column) and plausible else None


def as_column(X: Any, y: Any, sample_weight: Any) -> NDArray[Any] | None:
    """Return y as a column; None if something is malformed: the parent complains."""
    try:
        column: NDArray[Any] = sklearn.utils.column_or_1d(y, warn=True)
        sklearn.utils.check_consistent_length(X, column, sample_weight)
    except (TypeError, ValueError):
        return None
    return column


def _whole(column: NDArray[Any]) -> bool:
    return column.dtype.kind == "f" and bool(np.all(column == np.floor(column)))


def with_pairs(y: Any) -> NDArray[np.intp]:
    """Return all rows, and the rows of classes with a single member a second time.

    Examples
    --------
    >>> with_pairs(["a", "b", "a"]).tolist()
    [0, 1, 2, 1]
    """
    codes, counts = np.unique(y, return_inverse=True, return_counts=True)[1:]
    return np.concatenate([np.arange(len(codes)), np.flatnonzero(counts[codes] == 1)])


def held_out(
    n_rows: int, fraction: float, random_state: Any, y: Any = None
) -> NDArray[np.bool_]:
    """Choose the same share of rows of each class, rounded down, at random.

    A class too small to give one away gives none, and stays whole for training.

    Examples
    --------
    >>> int(held_out(40, 0.1, random_state=0).sum())
    4
    """
    random = sklearn.utils.check_random_state(random_state)
    order = random.permutation(n_rows)
    codes = np.zeros(n_rows, int) if y is None else np.unique(y, return_inverse=True)[1]
    chosen = np.zeros(n_rows, dtype=bool)
    for code in range(int(np.max(codes)) + 1):
        members = order[codes[order] == code]
        chosen[members[: int(fraction * len(members))]] = True
    return chosen
