"""``lepton_automl.models``: Keras' models; importing it imports Keras.

`Sequential` is Keras' own but for two things: the loss ``"categorical_crossentropy"`` takes
classes as whole numbers as well as one-hot, and the model can be put into a search,
``LeptonAutoML(estimators=[model])``.
"""

from __future__ import annotations

from typing import Any

from lepton_keras.face.wrap import wrap
from lepton_keras.networks.backend import load_keras

__all__ = ["CategoricalCrossentropy", "Sequential"]

keras = load_keras()
NAME = "categorical_crossentropy"


@keras.saving.register_keras_serializable(package="lepton_keras")
class CategoricalCrossentropy(keras.losses.Loss):  # type: ignore[misc, name-defined]
    """Cross-entropy of classes that are given one-hot, or as whole numbers from 0.

    Parameters
    ----------
    name, reduction
        As for every loss of Keras.
    """

    def __init__(
        self, name: str = NAME, reduction: str = "sum_over_batch_size", **kwargs: Any
    ) -> None:
        super().__init__(name=name, reduction=reduction, **kwargs)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the loss of a batch."""
        n_classes = y_pred.shape[-1]
        y_true = keras.ops.convert_to_tensor(y_true)
        if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1 != n_classes:
            y_true = keras.ops.squeeze(y_true, -1)
        if len(y_true.shape) < len(y_pred.shape):
            y_true = keras.ops.one_hot(keras.ops.cast(y_true, "int32"), n_classes)
        return super().__call__(y_true, y_pred, sample_weight=sample_weight)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each row."""
        return keras.ops.categorical_crossentropy(y_true, y_pred)


@keras.saving.register_keras_serializable(package="lepton_keras")
class Sequential(keras.Sequential):  # type: ignore[misc, name-defined]
    """Layers one after the other, as Keras' own `Sequential`."""

    def compile(self, optimizer: Any = "rmsprop", loss: Any = None, **kwargs: Any) -> None:
        """Make the model ready to be trained; the arguments are Keras'."""
        loss = CategoricalCrossentropy() if loss == NAME else loss
        super().compile(optimizer=optimizer, loss=loss, **kwargs)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Make the model ready as it was before it was saved."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def lepton_spec(self) -> Any:
        """Return how a search takes the model."""
        return wrap(self).lepton_spec()


def __getattr__(name: str) -> Any:
    return getattr(keras.models, name)


def __dir__() -> list[str]:
    return sorted({*dir(keras.models), *__all__})
