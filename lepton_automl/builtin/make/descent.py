"""Linear models by gradient descent, on all rows at each step or on small batches.

scikit-learn's SGD takes one row a step. These take as many as they are told; None is the
textbook's gradient descent.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

Array = NDArray[Any]


class _GradientDescent(BaseEstimator):
    """What both have in common: the parameters, and the descent."""

    # The most that the loss may curve, per squared length of a row.
    _curvature: float

    def __init__(
        self,
        batch_size: int | None = None,
        learning_rate: float = 1.0,
        momentum: float = 0.9,
        alpha: float = 1e-4,
        max_iter: int = 500,
        tol: float = 1e-5,
        random_state: Any = None,
    ) -> None:
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.alpha = alpha
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def _residual(self, scores: Array, target: Array) -> Array:
        """Return the gradient of the loss with respect to the scores."""
        raise NotImplementedError

    def _check(self, X: Any, sample_weight: Any) -> tuple[Any, Array]:
        if self.batch_size is not None and self.batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, or None, got {self.batch_size}.")
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        return X, weight / weight.sum() if weight.sum() else weight

    def _descend(self, X: Any, target: Array, weight: Array) -> tuple[Array, Array]:
        """Return coefficients and intercepts, one row and one value for each column of target.

        `weight` adds up to one. With Nesterov's momentum: the gradient is taken where the
        momentum leads, which is what lets full steps of size 1 / curvature converge.
        """
        n_rows = X.shape[0]
        size = min(self.batch_size or n_rows, n_rows)
        random = check_random_state(self.random_state)
        step = self.learning_rate / self._steepest(X, weight, size)
        point = np.zeros((X.shape[1] + 1, target.shape[1]))
        speed = np.zeros_like(point)
        for n_iter in range(1, self.max_iter + 1):
            self.n_iter_ = n_iter
            before = point.copy()
            # Batches disagree with each other; ever smaller steps settle between them.
            pace = step if size == n_rows else step / np.sqrt(1 + n_iter / 10)
            for rows in _batches(n_rows, size, random):
                ahead = point + self.momentum * speed
                speed = self.momentum * speed - pace * self._gradient(
                    ahead, X[rows], target[rows], weight[rows] * (n_rows / size)
                )
                point = point + speed
            if np.linalg.norm(point - before) <= self.tol * max(
                1.0, float(np.linalg.norm(point))
            ):
                break
        else:
            warnings.warn(
                f"Gradient descent did not settle in max_iter={self.max_iter} passes.",
                ConvergenceWarning,
                stacklevel=3,
            )
        return point[:-1].T, point[-1]

    def _gradient(self, point: Array, X: Any, target: Array, weight: Array) -> Array:
        residual = self._residual(X @ point[:-1] + point[-1], target) * weight[:, None]
        slope = X.T @ residual + self.alpha * point[:-1]
        return np.vstack([slope, residual.sum(axis=0)])

    def _steepest(self, X: Any, weight: Array, size: int) -> float:
        """Return a bound on how much the loss of a batch curves: a safe step is its inverse."""
        direction = np.ones(X.shape[1] + 1)
        largest = 1.0
        for _ in range(20):
            direction /= np.linalg.norm(direction)
            seen = (X @ direction[:-1] + direction[-1]) * weight
            direction = np.r_[X.T @ seen, seen.sum()]
            largest = float(np.linalg.norm(direction))
        squares = X.multiply(X) if hasattr(X, "multiply") else X * X
        longest = float(np.max(squares.sum(axis=1))) + 1.0
        share = 0.0 if size == X.shape[0] else 1.0 / size
        # A tenth more: the largest eigenvalue is approached from below.
        return self._curvature * (1.1 * largest + share * longest) + self.alpha

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


class GradientDescentClassifier(ClassifierMixin, _GradientDescent):
    """Logistic regression by gradient descent.

    Parameters
    ----------
    batch_size : int or None
        Rows a step; None is all of them.
    learning_rate : float
        The size of a step, relative to the largest that cannot overshoot.
    momentum : float
        The share of a step that goes on into the next.
    alpha : float
        The strength of the L2 penalty.
    max_iter : int
        The most passes over all rows.
    tol : float
        A pass that changes the coefficients by less, relative to their length, is the last.
    random_state : int, RandomState or None
        The order of the rows in batches.

    Attributes
    ----------
    coef_ : array of shape (n_classes, n_features)
    intercept_ : array of shape (n_classes,)
    classes_ : array of shape (n_classes,)
    n_iter_ : int
        The passes taken.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> bool(GradientDescentClassifier(tol=1e-3).fit(X, y).score(X, y) > 0.95)
    True
    """

    _curvature = 0.5

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the coefficients."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("y has one class only; a classifier needs two or more classes.")
        X, weight = self._check(X, sample_weight)
        target = np.eye(len(self.classes_))[codes]
        self.coef_, self.intercept_ = self._descend(X, target, weight)
        return self

    def decision_function(self, X: Any) -> Array:
        """Return the scores of the classes; with two, how much the second's is greater."""
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict_proba(self, X: Any) -> Array:
        """Return the probabilities of the classes."""
        probabilities: Array = softmax(self._scores(X), axis=1)
        return probabilities

    def predict(self, X: Any) -> Array:
        """Return the most probable classes."""
        scores = self._scores(X)
        labels: Array = self.classes_[np.argmax(scores, axis=1)]
        return labels

    def _residual(self, scores: Array, target: Array) -> Array:
        residual: Array = softmax(scores, axis=1) - target
        return residual

    def _scores(self, X: Any) -> Array:
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        scores: Array = X @ self.coef_.T + self.intercept_
        return scores


class GradientDescentRegressor(RegressorMixin, _GradientDescent):
    """Ridge regression by gradient descent.

    Parameters
    ----------
    batch_size, learning_rate, momentum, max_iter, tol, random_state
        As in `GradientDescentClassifier`.
    alpha : float
        The strength of the L2 penalty, for y scaled to deviation 1.

    Attributes
    ----------
    coef_ : array of shape (n_features,)
    intercept_ : float
    n_iter_ : int
        The passes taken.

    Examples
    --------
    >>> X, y = [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]
    >>> GradientDescentRegressor(alpha=0, max_iter=2000).fit(X, y).predict([[3.0]]).round(2)
    array([7.])
    """

    _curvature = 1.0

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the coefficients."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64, y_numeric=True)
        X, weight = self._check(X, sample_weight)
        y = np.asarray(y, dtype=np.float64)
        middle = float(weight @ y)
        spread = float(np.sqrt(weight @ (y - middle) ** 2)) or 1.0
        coef, intercept = self._descend(X, ((y - middle) / spread)[:, None], weight)
        self.coef_ = coef[0] * spread
        self.intercept_ = float(intercept[0]) * spread + middle
        return self

    def predict(self, X: Any) -> Array:
        """Return the estimates."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        estimates: Array = X @ self.coef_ + self.intercept_
        return estimates

    def _residual(self, scores: Array, target: Array) -> Array:
        return scores - target


def _batches(n_rows: int, size: int, random: Any) -> Any:
    if size == n_rows:
        yield slice(None)
        return
    order = random.permutation(n_rows)
    for start in range(0, n_rows, size):
        yield order[start : start + size]
