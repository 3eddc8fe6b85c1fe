"""An ensemble of networks as one function of TensorFlow, from raw rows to what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError, Task
from lepton_keras.exports.parts import Part, Parts
from lepton_keras.networks.architecture import Built
from lepton_keras.networks.backend import backend, load_keras
from lepton_keras.networks.rows import WHOLE

__all__ = ["Graph", "labels", "names"]

TINY = 1e-12  # as in scikit-learn's own calibration by temperature


class Graph:
    """What is computed, and what is kept for it.

    Parameters
    ----------
    parts : Parts
    task : Task
    resizes : bool
        Whether images of any size are taken, which LiteRT cannot.

    Attributes
    ----------
    inputs : list of tf.TensorSpec
        Named, with any number of rows.
    """

    def __init__(self, parts: Parts, task: Task, resizes: bool = True) -> None:
        load_keras()
        if backend() != "tensorflow":
            raise ExportError(
                f"Keras computes with {backend()!r} here; this format is TensorFlow's. Load "
                "the model where KERAS_BACKEND=tensorflow, and save it there."
            )
        self.parts, self.task, self.resizes = parts, task, resizes
        self.inputs = self._inputs()

    def variables(self) -> list[Any]:
        """Return the networks' variables, which a file must hold."""
        return [v.value for part in self.parts.members for v in part.model.variables]

    def probabilities(self) -> Callable[..., Any]:
        """Return the function from inputs to probabilities, or to values of shape (n, 1)."""
        import tensorflow as tf

        def average(*tensors: Any) -> Any:
            given = {spec.name: t for spec, t in zip(self.inputs, tensors, strict=True)}
            mean = tf.add_n(
                [
                    part.weight * self._said(i, part, given)
                    for i, part in enumerate(self.parts.members)
                ]
            )
            if self.parts.temperature != 1.0:
                mean = tf.nn.softmax(self.parts.temperature * tf.math.log(mean + TINY))
            return mean

        return average

    def _said(self, i: int, part: Part, given: dict[str, Any]) -> Any:
        import tensorflow as tf

        if self.parts.kind == "prepared":
            own = {name: given[names(i, name)] for name in _tensors(part)}
            own = own.get(WHOLE, own)
        elif self.parts.kind == "image" and self.resizes:
            own = {"image": _resized(given["image"], part)}
        else:
            own = dict(given)
        found = part.model(own, training=False)
        if self.task.classes is None:
            return tf.reshape(found, [-1, 1])
        return tf.cast(found, tf.float32)

    def _inputs(self) -> list[Any]:
        import tensorflow as tf

        kind, members = self.parts.kind, self.parts.members
        if kind == "prepared":
            return [
                tf.TensorSpec([None, *tensor.shape[1:]], tensor.dtype, names(i, name))
                for i, part in enumerate(members)
                for name, tensor in _tensors(part).items()
            ]
        shapes = {tuple(m.estimator.network_.shape_) for m in members}
        if kind == "image" and self.resizes and len({s[2] for s in shapes}) == 1:
            shapes = {(None, None, next(iter(shapes))[2])}
        if len(shapes) > 1:
            raise ExportError(
                f"The networks look at shapes {sorted(shapes)}; this format takes one. Fit "
                "with ensemble=False, or save in format 'saved_model'."
            )
        return [tf.TensorSpec([None, *shapes.pop()], tf.float32, kind)]


def names(member: int, name: str) -> str:
    """Return what a network's input is called among those of others.

    Examples
    --------
    >>> names(0, "words")
    'network_0_words'
    """
    return f"network_{member}_{name}" if name else f"network_{member}"


def labels(task: Task) -> Any:
    """Return the classes as they were given."""
    found = np.empty(task.n_classes, dtype=object)
    found[:] = task.classes
    return found if task.label_dtype == "object" else found.astype(task.label_dtype)


def _tensors(part: Part) -> dict[str, Any]:
    if isinstance(part.estimator.network_, Built):
        return {WHOLE: part.model.inputs[0]}
    return dict(part.model.input)


def _resized(image: Any, part: Part) -> Any:
    """Return images as `UniformImages` makes them: the same weights, the same rounding."""
    import tensorflow as tf

    height, width, channels = part.estimator.network_.shape_
    before = tf.shape(image)
    found = tf.einsum("ab,nbwc->nawc", _weights(before[1], height), image)
    found = tf.einsum("ab,nhbc->nhac", _weights(before[2], width), found)
    if getattr(part.prepare, "whole_", False):
        found = tf.clip_by_value(tf.round(found), 0.0, 255.0)
    return tf.ensure_shape(found, [None, height, width, channels])


def _weights(before: Any, after: int) -> Any:
    """Return how much each old row counts in each new one; as in `images.resize`."""
    import tensorflow as tf

    scale = tf.cast(before, tf.float64) / after
    centres = (tf.range(after, dtype=tf.float64) + 0.5) * scale
    old = tf.cast(tf.range(before), tf.float64) + 0.5
    distance = tf.abs(old - centres[:, None])
    weights = tf.maximum(1.0 - distance / tf.maximum(tf.constant(1.0, tf.float64), scale), 0.0)
    return tf.cast(weights / tf.reduce_sum(weights, axis=1, keepdims=True), tf.float32)
