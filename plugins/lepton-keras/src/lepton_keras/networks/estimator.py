"""What Keras networks with the interface of scikit-learn share."""

from __future__ import annotations

import time
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.utils import Tags
from sklearn.utils.validation import (
    _check_sample_weight,
    check_array,
    check_consistent_length,
    check_is_fitted,
    validate_data,
)

from lepton_keras.board.curves import Curves
from lepton_keras.networks.architecture import network_for
from lepton_keras.networks.backend import load_keras, on_gpu, quiet
from lepton_keras.networks.compiled import compiled, suited
from lepton_keras.networks.holdout import held_back
from lepton_keras.networks.memory import in_batches
from lepton_keras.networks.precision import precision_of, within_precision
from lepton_keras.networks.rows import Rows
from lepton_keras.networks.saved import SavedModel
from lepton_keras.networks.seeds import seed_of, seeded
from lepton_keras.networks.training import Plan, epochs_for, train

__all__ = ["NetworkEstimator"]

AT_ONCE = 512
BATCHES = ((2_000, 32), (10_000, 64), (50_000, 128))  # rows up to which a batch has this size
LARGE_BATCH = 256
_PREDICTING = Lock()  # Keras changes what others read: backends' caches, warnings
ON_GPU = 4  # times as large: each step costs a few milliseconds, whatever it does


class NetworkEstimator(BaseEstimator):
    """A network that is fitted, saved and asked for its outputs.

    What classes are and values are is the business of `KerasClassifier` and `KerasRegressor`.
    """

    network: Any
    saved_: SavedModel

    @property
    def model_(self) -> Any:
        """The Keras model, from inputs as they are to probabilities or values."""
        check_is_fitted(self, "saved_")
        return self.saved_.model

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        X_val: Any = None,
        y_val: Any = None,
        report: Any = None,
        sample_weight_val: Any = None,
    ) -> Any:
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_rows, ...)
        y : array-like of shape (n_rows,)
        sample_weight : array-like of shape (n_rows,) or None
        X_val, y_val : array-like or None
            Rows by which the best epoch is found; else some of X are held back for it.
        report : callable or None
            Told ``(step, score)``, twenty times at most; where it returns True, training ends.
        sample_weight_val : array-like or None
            How much each row of `X_val` counts.

        Returns
        -------
        self
        """
        started = time.perf_counter()
        again = self.warm_start and hasattr(self, "saved_")
        X, y = self._checked(X, y, reset=not again)
        weight = _weights(sample_weight, X)
        keras = load_keras(self.n_jobs)
        with quiet(), seeded(keras, seed_of(self.random_state)) as random:
            if not again:
                self._begin(X, y)
            rows, held = self._rows(X, y, weight), None
            if X_val is not None:
                watched = self._checked_X(X_val, reset=False)
                counts = _weights(sample_weight_val, watched)
                held = self._rows(watched, np.asarray(y_val), counts)
            elif self.validation_fraction:
                rows, held = held_back(rows, self.validation_fraction, random)
            plan = self._plan(len(rows), started, report)
            self._train(keras, rows, held, plan, random, again)
        return self

    def lepton_spec(self) -> Any:
        """Return how a search takes this estimator, for ``LeptonAutoML(estimators=[...])``."""
        from lepton_keras.networks.spec import spec_of

        return spec_of(self)

    def _go_on(self, X: Any, y: Any, sample_weight: Any, begun: bool) -> Any:
        """Go once through some rows, at a constant rate."""
        weight = _weights(sample_weight, X)
        keras = load_keras(self.n_jobs)
        with quiet(), seeded(keras, seed_of(self.random_state)) as random:
            if not begun:
                self._begin(X, y)
            plan = Plan(1, self.batch_size or 32, self.learning_rate, constant=True)
            self._train(keras, self._rows(X, y, weight), None, plan, random, begun)
        return self

    def _begin(self, X: Any, y: Any) -> None:
        """Learn what building needs."""
        network = network_for(self.network, X)
        self.network_ = (clone(network) if hasattr(network, "get_params") else network).fit(X)
        self.history_: list[dict[str, float]] = []

    def _plan(self, n_rows: int, started: float, report: Any) -> Plan:
        return Plan(
            epochs=self.epochs or epochs_for(n_rows, self.effort),
            batch_size=self.batch_size or _batch_size(n_rows) * (ON_GPU if on_gpu() else 1),
            learning_rate=self.learning_rate,
            patience=self.patience,
            started=started,
            max_seconds=self.max_seconds,
            on_epoch=self.on_epoch,
            report=report,
        )

    def _train(
        self, keras: Any, rows: Rows, held: Rows | None, plan: Plan, random: Any, again: bool
    ) -> None:
        precision = precision_of(self.precision)
        trained = self.saved_.trained if again else None
        with within_precision(keras, precision):
            if trained is None:
                final, trained = self._assembled(keras)
                if again:
                    final.set_weights(self.model_.get_weights())
                if getattr(trained, "compiled", False):
                    plan.learning_rate = None  # its author has said
                else:
                    loss = self._loss(keras, trained)
                    compiled(keras, trained, loss, self.learning_rate, self.weight_decay)
                self._rate = plan.learning_rate
            else:
                final, plan.learning_rate = self.model_, self._rate and plan.learning_rate
            if self.tensorboard_dir is not None:
                begun = len(self.history_)
                plan.on_epoch = Curves(self.tensorboard_dir, trained, begun, plan.on_epoch)
            rows, held = suited(trained, rows) or rows, suited(trained, held)
            self.history_ = self.history_ + train(trained, rows, held, plan, random)
        if precision != "float32" and not again:
            exact, _ = self._assembled(keras)  # trained in halves, it predicts in whole floats
            exact.set_weights(final.get_weights())
            final, trained = exact, None
        self.saved_ = SavedModel(final, trained)
        self.n_iter_ = len(self.history_)

    def _outputs(self, X: Any) -> Any:
        """Return what the network says, of shape (n_rows, outputs)."""
        check_is_fitted(self, "saved_")
        rows = Rows(self.network_.arrays(self._checked_X(X, reset=False)))
        with _PREDICTING, quiet():
            model = self.model_
            found, _ = in_batches(rows, AT_ONCE, partial(_said, model))
        return np.concatenate(found) if found else np.empty((0, model.output_shape[-1]))

    def _checked(self, X: Any, y: Any, reset: bool) -> tuple[Any, Any]:
        if y is None:
            raise ValueError(
                f"{type(self).__name__} requires y to be passed, but the target y is None."
            )
        X = self._checked_X(X, reset)
        y = self._checked_y(y, reset)
        check_consistent_length(X, y)
        return X, y

    def _checked_X(self, X: Any, reset: bool) -> Any:
        """Return X as an array; a plain table of numbers is checked as scikit-learn does it."""
        objects = getattr(self.network, "takes_objects", False)
        if objects or (isinstance(X, np.ndarray) and X.ndim > 2):
            X = X.to_numpy(dtype=object) if hasattr(X, "to_numpy") else np.asarray(X)
            X = check_array(
                X, dtype=None, ensure_2d=False, allow_nd=True, ensure_all_finite=False
            )
            if reset:
                self.n_features_in_ = X.shape[1] if X.ndim > 1 else 1
            return X
        return validate_data(self, X, reset=reset, dtype=[np.float64, np.float32])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags


def _weights(sample_weight: Any, X: Any) -> Any:
    if sample_weight is None:
        return None
    return _check_sample_weight(sample_weight, X, dtype=np.float64)


def _said(model: Any, batch: Rows, size: int) -> Any:
    """Return what a model says of a batch; a last, smaller one is filled up where it pays."""
    n_rows = len(batch)
    if size // 2 < n_rows < size:
        batch = batch.take(np.arange(size) % n_rows)
    found = load_keras().ops.convert_to_numpy(model.predict_on_batch(batch.as_fed()[0]))
    return found[:n_rows].astype(np.float64)


def _batch_size(n_rows: int) -> int:
    return next((size for bound, size in BATCHES if n_rows <= bound), LARGE_BATCH)
