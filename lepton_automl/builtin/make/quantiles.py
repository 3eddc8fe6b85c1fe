"""Estimators of quantiles: one fit for each level, or all levels from like rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import QuantileRegressor
from sklearn.neighbors import NearestNeighbors
from sklearn.utils.validation import check_is_fitted, validate_data

from lepton_automl.builtin.make.boosting import boosting_regressor
from lepton_automl.builtin.make.scaled_target import on_scaled_target

LEVELS = (0.1, 0.5, 0.9)


class EachQuantile(RegressorMixin, BaseEstimator):
    """One clone of an estimator for each level.

    Parameters
    ----------
    estimator : estimator
        Predicts one quantile.
    outputs : sequence of float
        The levels, from low to high.
    level : str
        The parameter of the estimator that takes a level.

    Attributes
    ----------
    estimators_ : list of estimator

    Examples
    --------
    >>> median_and_most = EachQuantile(DummyRegressor(strategy="quantile"), (0.5, 0.9))
    >>> y = np.arange(101.0)
    >>> median_and_most.fit(np.zeros((101, 1)), y).predict([[0.0]])
    array([[50., 90.]])
    """

    def __init__(
        self, estimator: Any, outputs: Sequence[float] = LEVELS, level: str = "quantile"
    ) -> None:
        self.estimator = estimator
        self.outputs = outputs
        self.level = level

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit a clone to each level."""
        options = {} if sample_weight is None else {"sample_weight": sample_weight}
        self.estimators_ = [
            clone(self.estimator).set_params(**{self.level: level}).fit(X, y, **options)
            for level in self.outputs
        ]
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Return an array of shape (n_rows, n_levels), rising in each row."""
        check_is_fitted(self)
        return np.sort([e.predict(X) for e in self.estimators_], axis=0).T

    @property
    def n_features_in_(self) -> int:
        """The columns seen in ``fit``."""
        check_is_fitted(self)
        return int(getattr(self.estimators_[0], "n_features_in_", 0))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags = clone(self.estimator).__sklearn_tags__().input_tags
        return tags


class NeighborQuantiles(RegressorMixin, BaseEstimator):
    """The quantiles of y among the rows most alike.

    Parameters
    ----------
    n_neighbors : int
        How many rows are asked.
    weights : {"uniform", "distance"}
        Whether nearer ones count for more.
    p : int
        1 for the sum of differences as distance, 2 for the usual one.
    outputs : sequence of float
        The levels, from low to high.
    """

    def __init__(
        self,
        n_neighbors: int = 30,
        weights: str = "uniform",
        p: int = 2,
        outputs: Sequence[float] = LEVELS,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.weights = weights
        self.p = p
        self.outputs = outputs

    def fit(self, X: Any, y: Any) -> Self:
        """Keep the rows."""
        X, y = validate_data(self, X, y, accept_sparse="csr", y_numeric=True)
        self.y_ = np.asarray(y, dtype=np.float64)
        self.neighbors_ = NearestNeighbors(n_neighbors=self.n_neighbors, p=self.p).fit(X)
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Return an array of shape (n_rows, n_levels)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        n_neighbors = min(self.n_neighbors, len(self.y_))
        far, near = self.neighbors_.kneighbors(X, n_neighbors=n_neighbors)
        weight = np.ones_like(far)
        if self.weights == "distance":
            weight = 1 / np.maximum(far, 1e-12)
        return row_quantiles(self.y_[near], self.outputs, weight)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def row_quantiles(
    values: NDArray[Any], levels: Sequence[float], weight: NDArray[Any]
) -> NDArray[np.float64]:
    """Return the weighted quantiles of each row, interpolated between its values.

    Each value stands at the middle of its share of the weight.

    Examples
    --------
    >>> row_quantiles(np.array([[3.0, 1.0, 2.0]]), (0.5,), np.ones((1, 3)))
    array([[2.]])
    """
    order = np.argsort(values, axis=1)
    values = np.take_along_axis(values, order, axis=1)
    share = np.take_along_axis(weight, order, axis=1)
    place = (np.cumsum(share, axis=1) - share / 2) / share.sum(axis=1, keepdims=True)
    rows = [np.interp(levels, at, found) for at, found in zip(place, values, strict=True)]
    return np.asarray(rows).reshape(len(values), len(levels))


def constant_quantiles(outputs: Sequence[float] = LEVELS) -> EachQuantile:
    """Return the quantiles of y, whatever X is."""
    return EachQuantile(DummyRegressor(strategy="quantile", quantile=0.5), outputs)


def linear_quantiles(alpha: float = 0.01, outputs: Sequence[float] = LEVELS) -> EachQuantile:
    """Return linear functions of X; `alpha` is relative to the spread of y."""
    line = on_scaled_target(QuantileRegressor(alpha=alpha, solver="highs"))
    return EachQuantile(line, outputs, "regressor__quantile")


def boosting_quantiles(
    learning_rate: float = 0.1,
    max_leaf_nodes: int = 31,
    min_samples_leaf: int = 20,
    l2_regularization: float = 0.0,
    max_features: float = 1.0,
    max_iter: int = 1000,
    categorical_features: Any = None,
    random_state: Any = None,
    n_rows: int = 1000,
    outputs: Sequence[float] = LEVELS,
) -> EachQuantile:
    """Return a boosting regressor for each level, with as many trees as help."""
    boosting = boosting_regressor(
        learning_rate,
        max_leaf_nodes,
        min_samples_leaf,
        l2_regularization,
        max_features,
        max_iter,
        categorical_features,
        random_state,
        n_rows,
    )
    return EachQuantile(boosting.set_params(loss="quantile", quantile=0.5), outputs)


def k_neighbors_quantiles(
    n_neighbors: int = 10,
    weights: str = "distance",
    p: int = 2,
    n_rows: int = 1000,
    outputs: Sequence[float] = LEVELS,
) -> NeighborQuantiles:
    """Return the quantiles of the rows most alike; a few rows say nothing of the outer ones."""
    asked = max(2, min(4 * n_neighbors, n_rows // 4))
    return NeighborQuantiles(asked, weights, p, outputs)
