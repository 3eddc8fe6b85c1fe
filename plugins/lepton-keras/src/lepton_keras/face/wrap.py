"""``lepton_automl.wrap``: somebody's own Keras model as an estimator of scikit-learn."""

from __future__ import annotations

import json
from typing import Any

from lepton_automl.plugin import InputError
from lepton_keras.networks.backend import load_keras

__all__ = ["Remade", "wrap"]


def wrap(model: Any, task: str = "classification", **params: Any) -> Any:
    """Return a `KerasClassifier` or `KerasRegressor` that trains models like the one given.

    It goes wherever an estimator goes: into a ``Pipeline``, ``cross_val_score``, or
    ``LeptonAutoML(estimators=[wrap(model)])``. The model given is left alone: each fit begins
    with new weights.

    Parameters
    ----------
    model : keras.Model, or function
        Its last layer gives probabilities, or values. If it was compiled, it is trained so. A
        function ``(shape, n_outputs) -> keras.Model`` may also suit its layers to the data.
    task : {"classification", "regression"}
        Whether it tells classes apart or predicts numbers.
    **params
        Of the estimator: ``epochs``, ``batch_size``, ``max_seconds``, ``random_state``, ...

    Examples
    --------
    >>> wrap(lambda shape, n_outputs: None, epochs=3).epochs
    3
    """
    from lepton_keras.networks.classifier import KerasClassifier
    from lepton_keras.networks.regressor import KerasRegressor

    kinds = {"classification": KerasClassifier, "regression": KerasRegressor}
    if task not in kinds:
        raise InputError(f"task is {task!r}; wrap() knows {', '.join(map(repr, kinds))}.")
    if hasattr(model, "get_config") and hasattr(model, "layers"):
        model = Remade(model)
    elif not callable(model):
        raise InputError(
            f"wrap() takes a Keras model, or a function that returns one, not {model!r}."
        )
    return kinds[task](model, **params)


class Remade:
    """Builds models like one that there was: same layers, same loss and optimizer.

    Parameters
    ----------
    model : keras.Model
        Its weights are not kept.
    """

    def __init__(self, model: Any) -> None:
        keras = load_keras()
        if not model.built:
            raise InputError(
                "The model does not know the shape of its input yet. Begin it with "
                "layers.Input(shape), or build it, before it is wrapped."
            )
        self.config = json.dumps(keras.saving.serialize_keras_object(model))
        self.rank = len(model.input_shape)
        self.outputs = int(model.output_shape[-1])

    def __call__(self, shape: tuple[int, ...], n_outputs: int) -> Any:
        """Return a new model."""
        keras = load_keras()
        from lepton_keras.face import models  # noqa: F401 - registers what a file may name

        alone = self.outputs == 1 and n_outputs == 2
        if self.outputs != n_outputs and not alone:
            raise ValueError(
                f"The model has {self.outputs} outputs, and the data need {n_outputs}. Give "
                f"its last layer {n_outputs} units."
            )
        return keras.saving.deserialize_keras_object(json.loads(self.config), safe_mode=False)

    def __repr__(self) -> str:
        return f"<a model of {self.outputs} outputs>"
