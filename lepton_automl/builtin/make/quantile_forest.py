"""Quantiles from the leaves of a forest.

Meinshausen: Quantile Regression Forests, JMLR 2006. Each leaf keeps a few of its training rows,
drawn at random, in place of their mean; the quantiles are those of what all trees' leaves keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

LEVELS = (0.1, 0.5, 0.9)
KEPT = 4  # training rows that a leaf keeps


class QuantileForest(RegressorMixin, BaseEstimator):
    """The quantiles of y among training rows that share leaves with a row.

    Parameters
    ----------
    forest : forest of regression trees
    outputs : sequence of float
        The levels, from low to high.
    random_state : int, RandomState or None
        Draws the rows that a leaf keeps.

    Attributes
    ----------
    forest_ : fitted forest
    kept_ : list of ndarray of shape (n_nodes, n_kept)
        What the leaves of each tree keep of y.

    Examples
    --------
    >>> X = np.arange(400.0)[:, None] % 2
    >>> y = np.where(X[:, 0] > 0, np.arange(400.0), 0.0)
    >>> forest = QuantileForest(RandomForestRegressor(random_state=0), random_state=0)
    >>> forest.fit(X, y).predict([[0.0], [1.0]]).shape
    (2, 3)
    """

    def __init__(
        self, forest: Any, outputs: Sequence[float] = LEVELS, random_state: Any = None
    ) -> None:
        self.forest = forest
        self.outputs = outputs
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the forest, and draw what its leaves keep."""
        self.forest_ = clone(self.forest).fit(X, y, sample_weight=sample_weight)
        random = check_random_state(self.random_state)
        weight = _check_sample_weight(sample_weight, X)
        counted = np.flatnonzero(weight > 0)
        leaves = self.forest_.apply(X)[counted].astype(np.intp)
        drawn = [_draw(leaf, weight[counted], random) for leaf in leaves.T]
        values = np.asarray(y, dtype=np.float64)[counted]
        self.kept_ = [
            _table(tree.tree_.node_count, leaf, rows, values)
            for tree, leaf, rows in zip(self.forest_.estimators_, leaves.T, drawn, strict=True)
        ]
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Return an array of shape (n_rows, n_levels), rising in each row."""
        check_is_fitted(self)
        leaves = self.forest_.apply(X).astype(np.intp)
        values = [kept[leaf] for kept, leaf in zip(self.kept_, leaves.T, strict=True)]
        found: NDArray[np.float64] = np.quantile(np.hstack(values), self.outputs, axis=1).T
        return found

    @property
    def n_features_in_(self) -> int:
        """The columns seen in ``fit``."""
        check_is_fitted(self)
        return int(self.forest_.n_features_in_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags = self.forest.__sklearn_tags__().input_tags
        return tags


def _draw(leaf: NDArray[Any], weight: NDArray[Any], random: Any) -> NDArray[np.intp]:
    """Return `KEPT` draws of a row for each row's leaf, by weight and with replacement."""
    order = np.argsort(leaf, kind="stable")
    total = np.cumsum(weight[order])
    ends = np.flatnonzero(np.r_[np.diff(leaf[order]) != 0, True])
    low = np.r_[0.0, total[ends[:-1]]]
    points = low + (total[ends] - low) * random.random((KEPT, len(ends)))
    at = np.searchsorted(total, points, side="right")
    rows: NDArray[np.intp] = order[np.minimum(at, ends)]
    return rows


def _table(
    n_nodes: int, leaf: NDArray[Any], rows: NDArray[np.intp], values: NDArray[Any]
) -> NDArray[np.float64]:
    table = np.zeros((n_nodes, KEPT))
    table[leaf[rows[0]]] = values[rows].T
    return table


def random_forest_quantiles(
    n_estimators: int = 100,
    max_features: float = 1.0,
    min_samples_leaf: int = 1,
    outputs: Sequence[float] = LEVELS,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> QuantileForest:
    """Return quantiles from the leaves of a random forest."""
    forest = RandomForestRegressor(
        n_estimators,
        max_features=max_features,
        min_samples_leaf=min_samples_leaf,
        random_state=random_state,
        n_jobs=n_jobs,
    )
    return QuantileForest(forest, outputs, random_state)


def extra_trees_quantiles(
    n_estimators: int = 100,
    max_features: float = 1.0,
    min_samples_leaf: int = 1,
    outputs: Sequence[float] = LEVELS,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> QuantileForest:
    """Return quantiles from the leaves of extremely randomised trees."""
    forest = ExtraTreesRegressor(
        n_estimators,
        max_features=max_features,
        min_samples_leaf=min_samples_leaf,
        random_state=random_state,
        n_jobs=n_jobs,
    )
    return QuantileForest(forest, outputs, random_state)
