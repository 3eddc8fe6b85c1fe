"""Sums, differences, products and ratios of pairs of columns, chosen by what they explain."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import joblib
import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import (
    _check_feature_names_in,
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

__all__ = ["ArithmeticFeatures", "Step", "widened"]

Step = tuple[str, int, int]  # an operation, and the columns it takes

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
ROWS = 5_000  # to choose by
CELLS = 5_000_000  # of these rows, where columns are many
ROUNDS = 60
TREES = 420  # of all classes together
SHARE = 0.3  # of the columns that a tree may look at: others must show what they are worth


class ArithmeticFeatures(TransformerMixin, BaseEstimator):
    """Appends sums, differences, products and ratios of pairs of columns.

    The columns that lower the loss of a small LightGBM most are combined with each other, and
    what lowers the loss of a second one most, beside all columns, is kept. Both see the rows of
    `fit` alone. Trees cut one column at a time, and need many cuts for what a ratio says.

    Parameters
    ----------
    n_base : int
        How many columns are combined, at most.
    n_new : int
        How many results are kept, at most.
    categorical_features : sequence of int, optional
        Columns of codes, which are not combined.
    max_seconds : float or None
        When to stop comparing, and to take what is known then.
    random_state : int, RandomState instance or None
    n_jobs : int or None
        Threads; None means one.

    Attributes
    ----------
    steps_ : list of tuple of (str, int, int)
        What is appended: an operation, such as ``"/"``, and the positions of two columns.

    Notes
    -----
    A y of floats is a y of numbers; any other holds labels. What cannot be divided is NaN.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(1, 2, size=(500, 3))
    >>> found = ArithmeticFeatures(n_new=1, random_state=0).fit(X, X[:, 0] / X[:, 2])
    >>> found.get_feature_names_out().tolist()
    ['x0', 'x1', 'x2', 'x2 / x0']
    """

    def __init__(
        self,
        *,
        n_base: int = 15,
        n_new: int = 30,
        categorical_features: Any = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_base = n_base
        self.n_new = n_new
        self.categorical_features = categorical_features
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ArithmeticFeatures:
        """Choose what to append.

        Parameters
        ----------
        X : array of shape (n_rows, n_columns)
            Numbers, NaN where missing.
        y : array of shape (n_rows,)
        sample_weight : array of shape (n_rows,), optional
        """
        end = np.inf if self.max_seconds is None else time.monotonic() + self.max_seconds
        for name in ("n_base", "n_new"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)!r}.")
        X, y = validate_data(self, X, y, **self._forms())
        weight = None
        if sample_weight is not None:
            weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
            X, y, weight = X[weight > 0], y[weight > 0], weight[weight > 0]
        random = check_random_state(self.random_state)
        rows = random.permutation(len(y))[: max(500, min(ROWS, CELLS // X.shape[1]))]
        X, seed = X[rows], int(random.randint(np.iinfo(np.int32).max))
        weight = None if weight is None else weight[rows]
        gains = _Gains(*_target(y[rows]), weight, self._codes(), seed, self.n_jobs, end)
        offered = self._offered(X, gains(X))
        worth = gains(widened(X, offered), SHARE)[X.shape[1] :] if offered else np.empty(0)
        order = np.argsort(-worth, kind="stable")[: self.n_new]
        self.steps_ = [offered[i] for i in order if worth[i] > 0]
        return self

    def _offered(self, X: NDArray[Any], gain: NDArray[np.float64]) -> list[Step]:
        codes = self._codes()
        able = [j for j in range(X.shape[1]) if j not in codes and len(np.unique(X[:, j])) > 2]
        base = sorted(able, key=lambda j: -gain[j])[: self.n_base]
        return [
            step
            for a, b in combinations(base, 2)
            for step in (("+", a, b), ("-", a, b), ("*", a, b), ("/", a, b), ("/", b, a))
        ]

    def _codes(self) -> list[int]:
        codes = self.categorical_features
        return [] if codes is None else [int(j) for j in codes]

    def transform(self, X: Any) -> NDArray[Any]:
        """Return X, and what is appended."""
        check_is_fitted(self)
        return widened(validate_data(self, X, reset=False, **self._forms()), self.steps_)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Return the names of the columns, and of what is made of them, such as ``"a / b"``."""
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        made = [f"{names[a]} {operation} {names[b]}" for operation, a, b in self.steps_]
        return np.asarray([*names, *made], dtype=object)

    def _forms(self) -> dict[str, Any]:
        return {"dtype": (np.float64, np.float32), "ensure_all_finite": "allow-nan"}

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn wants to know."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags


def widened(X: NDArray[Any], steps: Sequence[Step]) -> NDArray[Any]:
    """Return X with a column more for each step, in double precision.

    Examples
    --------
    >>> widened(np.array([[6.0, 3.0], [1.0, 0.0]]), [("+", 0, 1), ("/", 0, 1)])
    array([[ 6.,  3.,  9.,  2.],
           [ 1.,  0.,  1., nan]])
    """
    if not steps:
        return X
    found = np.empty((len(X), X.shape[1] + len(steps)))
    found[:, : X.shape[1]] = X
    made = found[:, X.shape[1] :]
    with np.errstate(all="ignore"):
        for name, operation in OPERATIONS.items():
            places = [i for i, step in enumerate(steps) if step[0] == name]
            one, other = ([steps[i][side] for i in places] for side in (1, 2))
            made[:, places] = operation(found[:, one], found[:, other])
    made[np.isinf(made)] = np.nan
    return found


def _target(y: NDArray[Any]) -> tuple[NDArray[Any], dict[str, Any]]:
    """Return y as LightGBM takes it, and what it is to lower."""
    if y.dtype.kind == "f":
        spread = float(y.std()) or 1.0
        return (y - y.mean()) / spread, {"objective": "regression"}
    classes, codes = np.unique(y, return_inverse=True)
    if len(classes) <= 2:
        return codes, {"objective": "binary"}
    return codes, {"objective": "multiclass", "num_class": len(classes)}


class _Gains:
    """Tells how much each column lowers the loss of a small model."""

    def __init__(
        self,
        y: NDArray[Any],
        goal: dict[str, Any],
        weight: Any,
        codes: list[int],
        seed: int,
        n_jobs: int | None,
        end: float,
    ) -> None:
        self._y, self._weight, self._codes, self._end = y, weight, codes, end
        self._rounds = max(5, min(ROUNDS, TREES // goal.get("num_class", 1)))
        self._params = {
            **goal,
            "num_leaves": 15,
            "learning_rate": 0.1,
            "seed": seed,
            "num_threads": joblib.effective_n_jobs(n_jobs),
            "force_row_wise": True,
            "deterministic": True,
            "feature_pre_filter": False,
            "verbosity": -1,
        }

    def __call__(self, X: NDArray[Any], share: float = 1.0) -> NDArray[np.float64]:
        """Return the gain of each column; trees may look at a share of them."""
        params = {**self._params, "feature_fraction": share}
        data = lightgbm.Dataset(
            X, self._y, weight=self._weight, categorical_feature=self._codes, params=params
        )
        booster = lightgbm.Booster(params, data)
        for _ in range(self._rounds):
            if booster.update() or time.monotonic() > self._end:
                break
        return np.asarray(booster.feature_importance("gain"), dtype=np.float64)
