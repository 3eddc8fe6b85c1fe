"""RealMLP as scikit-learn estimators."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from lepton_realmlp.inputs import Inputs
from lepton_realmlp.network import Network
from lepton_realmlp.tape import Tape
from lepton_realmlp.training import Batches, train

__all__ = ["RealMLPClassifier", "RealMLPRegressor"]

MOST_WATCHED = 5_000  # rows that are looked at after each epoch
FEW_WATCHED, LOOKED_BACK = 500, 5  # with fewer rows, epochs that say how good the last one is
AT_ONCE = 512  # rows predicted together: what a layer says of them fits into a cache
SIDE = 8  # of the tiles in which products are computed, at most
LEAST_BATCH, MOST_BATCH = 32, 256


class _RealMLP(BaseEstimator, metaclass=ABCMeta):
    """What classifier and regressor share: a network between numbers and a loss."""

    _activation: str
    _rate: float

    def __init__(
        self,
        n_epochs: int = 64,
        width: int = 128,
        depth: int = 3,
        learning_rate: float = 1.0,
        dropout: float = 0.15,
        weight_decay: float = 0.0,
        embed: bool = True,
        batch_size: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
    ) -> None:
        self.n_epochs = n_epochs
        self.width = width
        self.depth = depth
        self.learning_rate = learning_rate
        self.dropout = dropout
        self.weight_decay = weight_decay
        self.embed = embed
        self.batch_size = batch_size
        self.max_seconds = max_seconds
        self.random_state = random_state

    @abstractmethod
    def _learn_target(self, y: Any) -> Any:
        """Learn how y is coded, and return it so, a row of outputs for each row."""

    @abstractmethod
    def _code(self, y: Any) -> Any:
        """Return other targets in the same way, NaN for a class that was never learned."""

    @abstractmethod
    def _said(self, outputs: Any) -> Any:
        """Return what outputs mean: probabilities, or numbers in units of the spread of y."""

    @abstractmethod
    def _loss(self, said: Any, coded: Any, weight: Any) -> float:
        """Return the mean loss of some rows, by their weights."""

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
        """Fit on X and y; with `X_val` and `y_val`, keep the epoch that predicts these best.

        Parameters
        ----------
        X : array of shape (n_rows, n_columns)
            Numbers without missing values; categories one-hot.
        y : array of shape (n_rows,)
        sample_weight : array of shape (n_rows,), optional
        X_val, y_val, sample_weight_val : optional
            Rows that are not learned from.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=self._activation == "mish")
        weight = None
        if sample_weight is not None:
            weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
            X, y, weight = X[weight > 0], y[weight > 0], weight[weight > 0]
            weight = (weight / weight.mean()).astype(np.float32)[:, None]
        target = self._learn_target(y).astype(np.float32)
        seed = check_random_state(self.random_state).randint(np.iinfo(np.int32).max)
        random = np.random.default_rng(seed)
        self.inputs_ = Inputs.of(X, self.embed)
        ready = self.inputs_.transform(X).astype(np.float32)
        self.network_ = Network(
            X.shape[1],
            self.inputs_.embedded,
            target.shape[1],
            self.width,
            self.depth,
            self._activation,
            random,
        )

        def slope(outputs: Any, rows: Any) -> Any:
            difference = self._slope(self._said(outputs), target[rows]) / len(rows)
            return difference if weight is None else difference * weight[rows]

        watching = self._watching(X_val, y_val, sample_weight_val, random)
        few = y_val is not None and len(y_val) < FEW_WATCHED
        with threadpool_limits(1):  # products this small are slower with more
            self.n_epochs_ = train(
                self.network_,
                slope,
                ready,
                Batches(len(X), self._batch(len(X)), random),
                n_epochs=self.n_epochs,
                rate=self._rate * self.learning_rate,
                dropout=self.dropout,
                decay=self.weight_decay,
                loss=watching,
                looked_back=LOOKED_BACK if few else 1,
                seconds=self.max_seconds,
            )
        if not all(np.isfinite(p).all() for p in self.network_.parameters.values()):
            raise ValueError(
                f"The network diverged with learning_rate={self.learning_rate}. Lower it."
            )
        self.refit_params_ = {} if watching is None else {"n_epochs": self.n_epochs_}
        return self

    def _slope(self, said: Any, target: Any) -> Any:
        """Return the gradient of the loss by the outputs, for each row."""
        return said - target

    def _watching(
        self, X_val: Any, y_val: Any, sample_weight: Any, random: np.random.Generator
    ) -> Any:
        """Return what tells the loss on rows that are watched; None without any."""
        if X_val is None:
            return None
        X, y = validate_data(self, X_val, y_val, dtype=np.float64, reset=False)
        weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        coded = self._code(y)
        rows = np.flatnonzero(np.isfinite(coded).all(axis=1) & (weight > 0))
        rows = np.sort(random.permutation(rows)[:MOST_WATCHED])
        if not len(rows):
            return None
        ready, coded = self.inputs_.transform(X[rows]).astype(np.float32), coded[rows]
        return lambda: self._loss(self._respond(ready), coded, weight[rows])

    def _batch(self, n_rows: int) -> int:
        if self.batch_size is not None:
            return min(self.batch_size, n_rows)
        power = 2 ** int(np.log2(max(1.0, n_rows / 8)))  # a dozen steps an epoch, or more
        return min(n_rows, MOST_BATCH, max(LEAST_BATCH, power))

    def _respond(self, ready: Any) -> Any:
        tape = Tape()
        parts = [
            self._said(self.network_.respond(ready[i : i + AT_ONCE], tape).astype(np.float64))
            for i in range(0, len(ready), AT_ONCE)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _predicted(self, X: Any) -> Any:
        check_is_fitted(self, "network_")
        X = validate_data(self, X, dtype=np.float64, reset=False)
        # Rows of a tile that is not full are summed in another order, which shows in single
        # precision: a row would hang on how many others are predicted with it.
        ready = np.zeros((-(-len(X) // SIDE) * SIDE, X.shape[1]), np.float32)
        ready[: len(X)] = self.inputs_.transform(X)
        return self._respond(ready)[: len(X)]


class RealMLPClassifier(ClassifierMixin, _RealMLP):
    """A multilayer perceptron for classes in tables, with the defaults of RealMLP.

    Parameters
    ----------
    n_epochs : int
        How often all rows are gone through; fewer times within `max_seconds`.
    width, depth : int
        Of the hidden layers.
    learning_rate : float
        As a multiple of the one that suits most tables.
    dropout : float
        The share of the hidden layers that is left out at each step.
    weight_decay : float
    embed : bool
        Whether numbers are accompanied by learned periodic functions of them.
    batch_size : int or None
        None for 32 to 256, by the number of rows.
    max_seconds : float or None
        That training may take.
    random_state : int, RandomState instance or None
    label_smoothing : float
        How much of each label is given to all classes, against too much confidence. RealMLP
        has 0.1, to be right more often; probabilities are then too low where the network could
        be sure, which log loss pays for.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    n_epochs_ : int
        The epoch that was kept.
    refit_params_ : dict
        The epochs that a fit without rows to watch should have; empty where none were watched.
    network_, inputs_ : Network, Inputs
        What was learned, and of the columns.
    n_features_in_ : int

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from lepton_realmlp import RealMLPClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> RealMLPClassifier(random_state=0).fit(X, y).score(X, y) > 0.9
    True
    """

    _activation = "selu"
    _rate = 0.04

    def __init__(
        self,
        n_epochs: int = 64,
        width: int = 128,
        depth: int = 3,
        learning_rate: float = 1.0,
        dropout: float = 0.15,
        weight_decay: float = 0.0,
        embed: bool = True,
        batch_size: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(
            n_epochs=n_epochs,
            width=width,
            depth=depth,
            learning_rate=learning_rate,
            dropout=dropout,
            weight_decay=weight_decay,
            embed=embed,
            batch_size=batch_size,
            max_seconds=max_seconds,
            random_state=random_state,
        )
        self.label_smoothing = label_smoothing

    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes), in the order of ``classes_``."""
        return self._predicted(X)

    def predict(self, X: Any) -> Any:
        """Return the most probable class of each row."""
        best = np.argmax(self._predicted(X), axis=1)
        return self.classes_[best]

    def _learn_target(self, y: Any) -> Any:
        check_classification_targets(y)
        self.classes_ = np.unique(y)
        n = len(self.classes_)
        return self._code(y) * (1.0 - self.label_smoothing) + self.label_smoothing / n

    def _code(self, y: Any) -> Any:
        at = np.searchsorted(self.classes_, y).clip(max=len(self.classes_) - 1)
        coded = np.eye(len(self.classes_))[at]
        coded[self.classes_[at] != y] = np.nan
        return coded

    def _said(self, outputs: Any) -> Any:
        raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    def _loss(self, said: Any, coded: Any, weight: Any) -> float:
        return -float(np.average(np.log(np.maximum(said[coded > 0], 1e-7)), weights=weight))


class RealMLPRegressor(RegressorMixin, _RealMLP):
    """A multilayer perceptron for numbers in tables, with the defaults of RealMLP.

    Predictions stay within the range of the y that was learned from.

    Parameters
    ----------
    n_epochs, width, depth, learning_rate, dropout, weight_decay, embed, batch_size, \
max_seconds, random_state
        As those of `RealMLPClassifier`.

    Attributes
    ----------
    n_epochs_ : int
        The epoch that was kept.
    refit_params_ : dict
        The epochs that a fit without rows to watch should have; empty where none were watched.
    network_, inputs_ : Network, Inputs
        What was learned, and of the columns.
    n_features_in_ : int

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from lepton_realmlp import RealMLPRegressor
    >>> X, y = load_diabetes(return_X_y=True)
    >>> RealMLPRegressor(n_epochs=16, random_state=0).fit(X, y).score(X, y) > 0.4
    True
    """

    _activation = "mish"
    _rate = 0.07

    def predict(self, X: Any) -> Any:
        """Return a number for each row."""
        return self._predicted(X)[:, 0] * self.spread_ + self.mean_

    def _learn_target(self, y: Any) -> Any:
        y = np.asarray(y, dtype=np.float64)
        self.mean_, self.spread_ = self._units(y)
        coded = self._code(y)
        self.range_ = float(coded.min()), float(coded.max())
        return coded

    def _units(self, y: Any) -> tuple[float, float]:
        """Return from where y is measured, and in what steps."""
        return float(y.mean()), float(y.std()) or 1.0

    def _code(self, y: Any) -> Any:
        return (np.asarray(y, dtype=np.float64)[:, None] - self.mean_) / self.spread_

    def _slope(self, said: Any, target: Any) -> Any:
        return 2.0 * (said - target)

    def _said(self, outputs: Any) -> Any:
        return outputs

    def _respond(self, ready: Any) -> Any:
        return np.clip(super()._respond(ready), *self.range_)

    def _loss(self, said: Any, coded: Any, weight: Any) -> float:
        return float(np.average((said - coded)[:, 0] ** 2, weights=weight))
