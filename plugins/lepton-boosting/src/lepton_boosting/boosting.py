"""What the three libraries' estimators have in common: checked rows in, predictions out.

A library's class adds ``_train``, which makes a booster, and ``_raw``, which predicts with it.
"""

from __future__ import annotations

import time
from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state, compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from lepton_boosting.rows import Rows, held_out, weighed
from lepton_boosting.watch import GAIN, Watch

__all__ = [
    "Boosting",
    "BoostingClassifier",
    "BoostingPoissonRegressor",
    "BoostingRegressor",
    "bins",
]

ENOUGH_ROWS = 1000  # from here on a tenth of the rows says when to stop
FEW_ROWS = 16
MANY_ROWS = 10_000  # from here on predicting is worth more than one thread
FEW_ENOUGH = 10_000  # beyond, a loss says more, and rounds take longer


class Boosting(BaseEstimator, metaclass=ABCMeta):
    """Fits with or without rows to watch, within a time, and counts the rounds."""

    _most_rounds = 10_000
    _takes_sparse = True
    _numeric = False

    @abstractmethod
    def _train(self, train: Rows, watched: Rows | None, watch: Watch, seed: int) -> Any:
        """Return a booster of ``watch.best`` rounds, or None if no column says anything."""

    @abstractmethod
    def _raw(self, X: Any) -> NDArray[Any]:
        """Return what the booster predicts: a number a row, or a probability a class.

        In one thread: to wake others takes longer than to predict a row.
        """

    @abstractmethod
    def _learn_target(self, rows: Rows) -> None:
        """Learn from y how it is coded, and what to predict where nothing else is known."""

    @abstractmethod
    def _coded(self, rows: Rows) -> Rows:
        """Return rows with y coded, without those of a class that was never learned."""

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Any:
        """Fit on X and y; with `X_val` and `y_val`, stop when these are predicted no better.

        Parameters
        ----------
        X : array or CSR matrix of shape (n_rows, n_columns)
            Numbers, NaN where missing; category columns as codes 0, 1, ...
        y : array of shape (n_rows,)
            Labels or numbers.
        sample_weight : array of shape (n_rows,), optional
        X_val, y_val, sample_weight_val : optional
            Rows that are not learned from.
        """
        started = time.monotonic()
        random = check_random_state(self.random_state)
        rows = self._checked(X, y, sample_weight)
        self._learn_target(rows)
        train, watched = self._coded(rows), None
        if X_val is not None:
            rows = self._checked(X_val, y_val, sample_weight_val, reset=False)
            watched = self._coded(rows)
        elif self.n_estimators is None and len(train.y) >= ENOUGH_ROWS:
            held = held_out(train.y, random, by_class=hasattr(self, "classes_"))
            train, watched = train.take(~held), train.take(held)
        if watched is not None and not len(watched.y):
            watched = None
        watch = self._watch(len(train.y), watched is not None, started)
        seed = int(random.randint(np.iinfo(np.int32).max))
        varies = train.y.min() < train.y.max()
        self.booster_ = self._train(train, watched, watch, seed) if varies else None
        self.refit_params_ = {"n_estimators": max(1, watch.best)}
        return self

    def _checked(self, X: Any, y: Any, sample_weight: Any, reset: bool = True) -> Rows:
        X, y = validate_data(self, X, y, reset=reset, y_numeric=self._numeric, **self._forms())
        if sample_weight is None:
            return Rows(X, y, None)
        weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        return weighed(Rows(X, y, weight))

    def _forms(self) -> dict[str, Any]:
        return {
            "accept_sparse": "csr" if self._takes_sparse else False,
            "dtype": (np.float64, np.float32),
            "ensure_all_finite": "allow-nan",
        }

    def _watch(self, n_rows: int, watched: bool, started: float) -> Watch:
        rounds = self.n_estimators
        if rounds is None:
            # Without rows to watch, what fifty rounds reach at the usual rate of 0.1.
            plain = min(200, max(50, round(5 / self.learning_rate)))
            rounds = self._most_rounds if watched else plain
        wait = self.early_stopping_rounds or patience(self.learning_rate, n_rows)
        return Watch(rounds, wait, self.max_seconds, started, worthwhile(n_rows))

    def _predicted(self, X: Any) -> NDArray[np.float64]:
        """Return what the booster predicts, or what is predicted without one."""
        check_is_fitted(self)
        if not self._is_plain(X):
            X = validate_data(self, X, reset=False, **self._forms())
        if self.booster_ is None:
            return np.repeat(self.prior_[None, :], X.shape[0], axis=0)
        n_parts = joblib.effective_n_jobs(self.n_jobs) if X.shape[0] >= MANY_ROWS else 1
        if n_parts == 1:
            return np.asarray(self._raw(X), dtype=np.float64)
        ends = np.linspace(0, X.shape[0], n_parts + 1, dtype=int)
        parts = joblib.Parallel(n_parts, prefer="threads")(
            joblib.delayed(self._raw)(X[start:end]) for start, end in pairwise(ends)
        )
        return np.concatenate(parts, dtype=np.float64)

    def _is_plain(self, X: Any) -> bool:
        """Tell whether X is a few good rows: to check them takes longer than to predict."""
        return (
            type(X) is np.ndarray
            and X.dtype in (np.float64, np.float32)
            and X.ndim == 2
            and 0 < X.shape[0] <= FEW_ROWS
            and X.shape[1] == self.n_features_in_
            and not hasattr(self, "feature_names_in_")
            and not np.isinf(X).any()
        )

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn wants to know."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = self._takes_sparse
        return tags


class BoostingClassifier(ClassifierMixin, Boosting):
    """Learns labels."""

    class_weight: Any

    @property
    def _loss(self) -> str:
        return "binary" if len(self.classes_) <= 2 else "multiclass"

    def _learn_target(self, rows: Rows) -> None:
        check_classification_targets(rows.y)
        self.classes_ = np.unique(rows.y)
        self._class_weight = None
        if self.class_weight is not None:
            self._class_weight = compute_class_weight(
                self.class_weight, classes=self.classes_, y=rows.y
            )
        coded = self._coded(rows)
        counts = np.bincount(coded.y, coded.weight)
        self.prior_ = counts / counts.sum()

    def _coded(self, rows: Rows) -> Rows:
        codes = np.searchsorted(self.classes_, rows.y).clip(max=len(self.classes_) - 1)
        rows = replace(rows, y=codes).take(self.classes_[codes] == rows.y)
        if self._class_weight is None:
            return rows
        own = 1.0 if rows.weight is None else rows.weight
        return weighed(replace(rows, weight=own * self._class_weight[rows.y]))

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class, in the order of `classes_`."""
        found = self._predicted(X)
        if found.ndim == 1:
            return np.column_stack([1 - found, found])
        return found / found.sum(axis=1, keepdims=True)  # single precision adds up to nearly 1

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most probable class of each row."""
        most = self.predict_proba(X).argmax(axis=1)
        return self.classes_[most]


class BoostingRegressor(RegressorMixin, Boosting):
    """Learns numbers, in units of their spread: the libraries reckon in single precision."""

    outputs: Sequence[float] | None = None
    _numeric = True

    @property
    def _loss(self) -> str:
        return "regression" if self.outputs is None else "quantile"

    def _learn_target(self, rows: Rows) -> None:
        y = rows.y.astype(np.float64)
        self.offset_ = float(np.average(y, weights=rows.weight))
        self.scale_ = float(np.sqrt(np.average((y - self.offset_) ** 2, weights=rows.weight)))
        self.scale_ = self.scale_ or 1.0
        self.prior_ = np.zeros(1)
        if self.outputs is not None:
            coded, how = self._coded(rows), "inverted_cdf"
            self.prior_ = np.quantile(
                coded.y, list(self.outputs), weights=coded.weight, method=how
            )

    def _coded(self, rows: Rows) -> Rows:
        return replace(rows, y=(rows.y.astype(np.float64) - self.offset_) / self.scale_)

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Return a number for each row; with `outputs`, one a level, rising in each row."""
        said = self._predicted(X)
        found = self.offset_ + self.scale_ * said
        if self.outputs is None:
            return found.reshape(-1)
        return np.sort(found.reshape(-1, len(self.outputs)), axis=1)


class BoostingPoissonRegressor(BoostingRegressor):
    """Learns the logarithm of what is to be expected, so that effects multiply.

    Its loss is the Poisson deviance, which is least for the mean, as the squared error is.
    It suits counts, prices and whatever else grows in proportion.
    """

    @property
    def _loss(self) -> str:
        return "poisson"

    def _learn_target(self, rows: Rows) -> None:
        if rows.y.min() < 0:
            raise ValueError(
                f"y holds {rows.y.min():g}, and the Poisson deviance knows no numbers below 0."
            )
        self.offset_ = 0.0
        self.scale_ = float(np.average(rows.y, weights=rows.weight)) or 1.0
        self.prior_ = np.ones(1) if rows.y.any() else np.zeros(1)

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn wants to know."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        return tags


def patience(learning_rate: float, n_rows: int) -> int:
    """Return how many rounds without gain are waited for: more where rounds are small.

    On more rows the loss is less a matter of chance, and waiting takes longer.

    Examples
    --------
    >>> patience(0.1, 1_000), patience(0.05, 1_000), patience(0.05, 160_000)
    (40, 80, 40)
    """
    rounds = 4 / learning_rate * min(1.0, FEW_ENOUGH / n_rows) ** 0.25
    return min(200, max(20, round(rounds)))


def worthwhile(n_rows: int) -> float:
    """Return the share of the loss that is worth waiting for: less on more rows.

    There a small gain is less a matter of chance, and many of them make up what is to be won.

    Examples
    --------
    >>> worthwhile(1_000), worthwhile(10_000), worthwhile(1_000_000)
    (0.005, 0.005, 0.0005)
    """
    return GAIN * min(1.0, FEW_ENOUGH / n_rows) ** 0.5


def bins(n_rows: int) -> int:
    """Return into how many bins numbers go: on few rows more of them are learned by heart.

    Examples
    --------
    >>> bins(500), bins(5_000)
    (63, 255)
    """
    return 63 if n_rows < 2_000 else 255
