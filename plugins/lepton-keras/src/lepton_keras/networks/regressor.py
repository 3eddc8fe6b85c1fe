"""Keras networks that predict numbers."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils import Tags, check_array
from sklearn.utils.validation import check_consistent_length

from lepton_keras.networks.architecture import assembled
from lepton_keras.networks.estimator import NetworkEstimator
from lepton_keras.networks.rows import Rows

__all__ = ["KerasRegressor"]

BEYOND = 0.25  # of the range of y: a trend may go on so far, and what goes further is no trend


class KerasRegressor(RegressorMixin, NetworkEstimator):
    """A network that predicts one number a row, or several, near the range of those seen.

    Rows unlike all others are predicted at most a quarter of the range beyond it; not with
    `warm_start` or after `partial_fit`, where more may come, nor by one's own `keras.Model`.

    Parameters
    ----------
    network, epochs, effort, batch_size, learning_rate, weight_decay, patience, \
validation_fraction, precision, warm_start, max_seconds, on_epoch, tensorboard_dir, n_jobs, \
random_state
        As for `KerasClassifier`.
    robust : bool
        Whether errors beyond a deviation of y count in proportion, not squared.

    Attributes
    ----------
    model_ : keras.Model
    history_ : list of dict
        The losses of each epoch, on y scaled to deviation 1.
    n_iter_ : int
        The epochs.
    """

    def __init__(
        self,
        network: Any = None,
        *,
        epochs: int | None = None,
        effort: float = 1.0,
        batch_size: int | None = None,
        learning_rate: float = 2e-3,
        weight_decay: float = 1e-2,
        robust: bool = False,
        patience: int | None = None,
        validation_fraction: float = 0.1,
        precision: str = "auto",
        warm_start: bool = False,
        max_seconds: float | None = None,
        on_epoch: Any = None,
        tensorboard_dir: str | os.PathLike[str] | None = None,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.network = network
        self.epochs = epochs
        self.effort = effort
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.robust = robust
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.precision = precision
        self.warm_start = warm_start
        self.max_seconds = max_seconds
        self.on_epoch = on_epoch
        self.tensorboard_dir = tensorboard_dir
        self.n_jobs = n_jobs
        self.random_state = random_state

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> KerasRegressor:
        """Go once through some rows; the first ones say how y is scaled."""
        begun = hasattr(self, "saved_")
        X = self._checked_X(X, reset=not begun)
        y = self._checked_y(y, reset=not begun)
        check_consistent_length(X, y)
        if not begun:
            self._bounds = None  # rows to come may be beyond
        self._go_on(X, y, sample_weight, begun)
        return self

    def predict(self, X: Any) -> Any:
        """Return values of shape (n_rows,), or (n_rows, n_outputs)."""
        found = self._outputs(X)
        found = found.reshape(len(found), -1)
        return found[:, 0] if self._one else found

    def _checked_y(self, y: Any, reset: bool) -> Any:
        y = check_array(
            y, ensure_2d=False, dtype=[np.float64, np.float32], estimator=self, input_name="y"
        )
        if reset:
            self._one = y.ndim == 1
            columns = y.reshape(len(y), -1)
            spread = columns.std(axis=0)
            own = self.network is not None and not hasattr(self.network, "body")
            # Somebody's own function has somebody's own last layer: it learns y as it is.
            self._mean = np.zeros_like(spread) if own else columns.mean(axis=0)
            self._scale = np.ones_like(spread) if own else np.where(spread > 0, spread, 1.0)
            low, high = columns.min(axis=0), columns.max(axis=0)
            more = BEYOND * (high - low)
            open_ended = own or self.warm_start
            self._bounds = None if open_ended else (low - more, high + more)
        return y

    def _rows(self, X: Any, y: Any, weight: Any = None) -> Rows:
        target = np.asarray(y, dtype=np.float64).reshape(len(y), -1)
        target = (target - self._mean) / self._scale
        return Rows(self.network_.arrays(X), target, weight)

    def _assembled(self, keras: Any) -> tuple[Any, Any]:
        target = {"mean": self._mean.tolist(), "variance": (self._scale**2).tolist()}
        return assembled(self.network_, keras, 0, target, self._bounds)

    def _loss(self, keras: Any, model: Any) -> Any:
        return keras.losses.Huber(delta=1.0) if self.robust else keras.losses.MeanSquaredError()

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
