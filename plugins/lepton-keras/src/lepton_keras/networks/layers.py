"""Keras layers of our own; importing this module imports Keras.

A ``.keras`` file names them, so they are registered under the package's name.
"""

from __future__ import annotations

from math import pi
from typing import Any

import keras
from keras import ops

__all__ = ["MaskedPooling", "Places", "Standing", "Varied", "WordMask"]

FAR_BELOW = -1e4  # below anything that a network says, and within the range of halves


@keras.saving.register_keras_serializable(package="lepton_keras")
class Standing(keras.layers.Layer):
    """Sequences padded with NaN, as zeros there; and which of their steps there are.

    Returns the sequences, scaled by mean and variance, and ones and zeros of shape
    (n, steps, 1).

    Parameters
    ----------
    mean, variance : list of float
        Of each channel.
    """

    def __init__(self, mean: list[float], variance: list[float], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mean, self.variance = list(mean), list(variance)

    def call(self, inputs: Any) -> tuple[Any, Any]:
        """Return the sequences and where they are."""
        there = ops.cast(ops.logical_not(ops.isnan(inputs)), inputs.dtype)
        there = ops.min(there, axis=-1, keepdims=True)
        mean = ops.cast(ops.convert_to_tensor(self.mean), inputs.dtype)
        scale = ops.sqrt(ops.cast(ops.convert_to_tensor(self.variance), inputs.dtype))
        found = (ops.where(ops.isnan(inputs), mean, inputs) - mean) / scale
        return found * there, there

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return both shapes."""
        return input_shape, (*input_shape[:-1], 1)

    def get_config(self) -> dict[str, Any]:
        """Return what makes the layer again."""
        return {**super().get_config(), "mean": self.mean, "variance": self.variance}


@keras.saving.register_keras_serializable(package="lepton_keras")
class MaskedPooling(keras.layers.Layer):
    """Average and maximum over the steps that there are: features twice as wide."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True  # it is told by its second input; the mask ends here

    def compute_mask(self, inputs: Any, previous_mask: Any) -> None:
        """Return no mask: there are no steps any more."""

    def call(self, inputs: Any) -> Any:
        """Return features of shape (n, 2 * channels), given steps and where they are."""
        steps, there = inputs
        there = ops.cast(there, steps.dtype)
        count = ops.maximum(ops.sum(there, axis=1), 1.0)
        average = ops.sum(steps * there, axis=1) / count
        highest = ops.max(steps * there + (1.0 - there) * FAR_BELOW, axis=1)
        empty = ops.cast(ops.max(there, axis=1) > 0, steps.dtype)
        return ops.concatenate([average, highest * empty], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the shape of the features."""
        return (input_shape[0][0], 2 * input_shape[0][-1])


@keras.saving.register_keras_serializable(package="lepton_keras")
class WordMask(keras.layers.Layer):
    """Ones where there is a word, of shape (n, words, 1); code 0 is none."""

    def call(self, inputs: Any) -> Any:
        """Return where there are words."""
        return ops.expand_dims(ops.cast(inputs > 0, "float32"), -1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the shape of the mask."""
        return (*input_shape, 1)


@keras.saving.register_keras_serializable(package="lepton_keras")
class Places(keras.layers.Layer):
    """Adds to each step what is learned of its place."""

    def build(self, input_shape: Any) -> None:
        """Make the weights."""
        shape = (input_shape[1], input_shape[2])
        self.places = self.add_weight(shape=shape, initializer="uniform", name="places")

    def call(self, inputs: Any) -> Any:
        """Return steps that know where they are."""
        return inputs + ops.cast(self.places, inputs.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the shape as it is."""
        return input_shape


@keras.saving.register_keras_serializable(package="lepton_keras")
class Varied(keras.layers.Layer):
    """Images moved, turned, zoomed and mirrored at random in training, all in one step.

    Keras' own layers for this, one for each, interpolate as often; and a model with one of
    them is not compiled, which leaves JAX a hundred times slower.

    Parameters
    ----------
    shift : float
        How far at most, as a share of height and width.
    turn : float
        How far at most, as a share of a whole turn.
    zoom : float
        By how much at most, in or out.
    mirror : bool
        Whether half of the images are mirrored left to right.
    """

    def __init__(
        self,
        shift: float = 0.0,
        turn: float = 0.0,
        zoom: float = 0.0,
        mirror: bool = False,
        **kwargs: Any,
    ) -> None:
        # Halves would be too coarse for the places of pixels.
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.shift, self.turn, self.zoom, self.mirror = shift, turn, zoom, mirror
        self.generator = keras.random.SeedGenerator()

    def call(self, images: Any, training: bool = False) -> Any:
        """Return the images, varied in training."""
        if not training:
            return images
        height, width = images.shape[1:3]
        angle = self._drawn(images, 2 * pi * self.turn)
        scale = 1.0 + self._drawn(images, self.zoom)
        side = ops.sign(self._drawn(images, 1.0)) if self.mirror else 1.0
        along, across = ops.cos(angle) * scale, ops.sin(angle) * scale
        # Where each pixel comes from: turned about the middle, then moved.
        x, y = (width - 1) / 2, (height - 1) / 2
        right = x - side * along * x + across * y + self._drawn(images, self.shift * width)
        down = y - side * across * x - along * y + self._drawn(images, self.shift * height)
        nothing = ops.zeros_like(angle)
        rows = [side * along, -across, right, side * across, along, down, nothing, nothing]
        return ops.image.affine_transform(images, ops.stack(rows, axis=1), fill_mode="nearest")

    def _drawn(self, images: Any, most: float) -> Any:
        shape = (ops.shape(images)[0],)
        return keras.random.uniform(shape, -most, most, dtype="float32", seed=self.generator)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return what makes the layer again."""
        how = {name: getattr(self, name) for name in ("shift", "turn", "zoom", "mirror")}
        return {**super().get_config(), **how}
