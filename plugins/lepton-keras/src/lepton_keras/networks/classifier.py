"""Keras networks that tell classes apart."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import assert_all_finite, compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, column_or_1d

from lepton_keras.networks.architecture import assembled
from lepton_keras.networks.estimator import NetworkEstimator
from lepton_keras.networks.rows import Rows

__all__ = ["KerasClassifier"]


class KerasClassifier(ClassifierMixin, NetworkEstimator):
    """A network that tells classes apart.

    Parameters
    ----------
    network : architecture, function or None
        What it looks like: an architecture such as `ImageNetwork`, or your own function
        ``(shape, n_outputs) -> keras.Model`` that gives probabilities. None chooses by the
        dimensions of X: images for four, sequences for three, a table for two.
    epochs : int or None
        How often it goes through the rows; None chooses by their number and `effort`.
    effort : float
        How much longer than usual it is trained, if `epochs` is None.
    batch_size : int or None
        Rows a step; None chooses by their number. It is halved where memory does not suffice.
    learning_rate : float
        At its highest; it rises in the beginning and falls along a cosine.
    weight_decay : float
        Of AdamW.
    label_smoothing : float
        How much of each target is spread over all classes.
    class_weight : dict, "balanced" or None
    patience : int or None
        Epochs without improvement after which it stops early; None for never.
    validation_fraction : float
        The rows held back to find the best epoch, where `fit` is given none; 0 for none.
    precision : {"auto", "float32", "mixed_float16", "mixed_bfloat16"}
        ``"auto"`` takes halves on a GPU.
    warm_start : bool
        Whether `fit` goes on from where the last one ended.
    max_seconds : float or None
        The time that `fit` may take; the learning rate falls in time.
    on_epoch : callable or None
        Told the number of each epoch and its losses.
    tensorboard_dir : path or None
        Where each fit writes its losses, its learning rate and a graph of its layers, as
        TensorBoard reads them; one fit, one folder. It needs the package ``tensorboard``.
    n_jobs : int or None
        Threads, as far as the backend can still be told.
    random_state : int, RandomState instance or None

    Attributes
    ----------
    classes_ : ndarray
    model_ : keras.Model
    history_ : list of dict
        The losses of each epoch.
    n_iter_ : int
        The epochs.

    Examples
    --------
    A model of your own is an estimator::

        def build(shape, n_outputs):
            return keras.Sequential([..., keras.layers.Dense(n_outputs, "softmax")])

        KerasClassifier(build, epochs=5).fit(images, labels)
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
        label_smoothing: float = 0.0,
        class_weight: Any = None,
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
        self.label_smoothing = label_smoothing
        self.class_weight = class_weight
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.precision = precision
        self.warm_start = warm_start
        self.max_seconds = max_seconds
        self.on_epoch = on_epoch
        self.tensorboard_dir = tensorboard_dir
        self.n_jobs = n_jobs
        self.random_state = random_state

    def partial_fit(
        self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None
    ) -> KerasClassifier:
        """Go once through some rows; `classes` names all there will be, in the first call."""
        begun = hasattr(self, "saved_")
        X = self._checked_X(X, reset=not begun)
        y = column_or_1d(y)
        check_consistent_length(X, y)
        if not begun:
            self.classes_ = np.unique(y if classes is None else classes)
        strange = np.setdiff1d(y, self.classes_)
        if len(strange):
            raise ValueError(
                f"y has {strange.tolist()[0]!r}, which is none of the classes given."
            )
        self._go_on(X, y, sample_weight, begun)
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes)."""
        found = self._outputs(X)
        found = found.reshape(len(found), -1)
        if found.shape[1] == 1:
            found = np.hstack([1.0 - found, found])
        return found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12)

    def predict(self, X: Any) -> Any:
        """Return the most probable class of each row."""
        found = self.predict_proba(X).argmax(axis=1)
        return self.classes_[found]

    def _checked_y(self, y: Any, reset: bool) -> Any:
        y = column_or_1d(y, warn=True)
        if y.dtype.kind == "f":
            assert_all_finite(y, input_name="y", estimator_name=type(self).__name__)
        check_classification_targets(y)
        if reset:
            self.classes_ = np.unique(y)
            if len(self.classes_) < 2:
                raise ValueError(
                    "y has one class only; a classifier needs two or more classes."
                )
        return y

    def _rows(self, X: Any, y: Any, weight: Any = None) -> Rows:
        codes = np.searchsorted(self.classes_, y)
        if self.class_weight is not None:
            each = compute_class_weight(self.class_weight, classes=np.unique(y), y=y)
            position = np.searchsorted(np.unique(y), y)
            weight = each[position] * (1.0 if weight is None else weight)
        return Rows(self.network_.arrays(X), codes, weight, n_classes=len(self.classes_))

    def _assembled(self, keras: Any) -> tuple[Any, Any]:
        return assembled(self.network_, keras, len(self.classes_))

    def _loss(self, keras: Any, model: Any) -> Any:
        from lepton_keras.networks.architecture import Built

        own = isinstance(self.network_, Built)  # whose last layer gives probabilities
        if own and model.outputs and model.outputs[0].shape[-1] == 1:
            return keras.losses.BinaryCrossentropy(label_smoothing=self.label_smoothing)
        return keras.losses.CategoricalCrossentropy(
            from_logits=not own, label_smoothing=self.label_smoothing
        )
