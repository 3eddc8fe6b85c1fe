"""Convolutional networks for images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

__all__ = ["ImageNetwork"]

LEAST_SIDE = 4  # an image is not halved below this
SOME = 20_000_000  # pixels by which light and contrast are measured
KEPT = 32  # images for whoever makes whole numbers of the network's
SHIFT, TURN, ZOOM = 0.08, 0.03, 0.08
ERASED = 0.5  # of all images


class ImageNetwork(BaseEstimator):
    """Stages of convolutions, each on half the height and width of the one before.

    Parameters
    ----------
    block : {"plain", "residual", "separable"}
        What a stage is made of. Residual: He, Zhang, Ren and Sun, CVPR 2016. Separable:
        Chollet, CVPR 2017.
    width : int
        Channels of the first stage; each stage doubles them.
    depth : int
        Stages; fewer for tiny images.
    convolutions : int
        Convolutions in each stage but the first, which has one.
    kernel : int
        Height and width of the convolutions.
    dense : int
        Width of the layer after them.
    dropout : float
        Before the last layers.
    augment : {"none", "shift", "flip", "erase"}
        How images vary in training: not at all; moved, turned and zoomed a little; and
        mirrored left to right as well; or moved, mirrored, and half of them with a rectangle
        blank (Zhong et al., AAAI 2020).

    Attributes
    ----------
    shape_ : tuple of int
        Height, width, channels.
    mean_, variance_ : ndarray
        Of each channel, by which the network itself scales images; to two digits, so that
        folds have the same numbers, and what was compiled for one serves the others.
    some_ : ndarray
        A few images, to calibrate a smaller network with.
    """

    def __init__(
        self,
        block: str = "plain",
        width: int = 24,
        depth: int = 3,
        convolutions: int = 1,
        kernel: int = 3,
        dense: int = 128,
        dropout: float = 0.3,
        augment: str = "shift",
    ) -> None:
        self.block = block
        self.width = width
        self.depth = depth
        self.convolutions = convolutions
        self.kernel = kernel
        self.dense = dense
        self.dropout = dropout
        self.augment = augment

    def fit(self, X: Any) -> ImageNetwork:
        """Learn the shape, and how light images are."""
        X = _with_channels(X)
        self.shape_ = tuple(X.shape[1:])
        some = X[:: -(-X.size // SOME)].reshape(-1, self.shape_[2]).astype(np.float64)
        self.mean_ = _in_short(some.mean(axis=0))
        self.variance_ = _in_short(np.maximum(some.var(axis=0), 1e-12))
        self.some_ = X[:: max(1, len(X) // KEPT)][:KEPT].copy()
        return self

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return the images by the input's name."""
        X = _with_channels(X)
        if X.shape[1:] != self.shape_:
            raise ValueError(f"Images have shape {X.shape[1:]}; in fit it was {self.shape_}.")
        return {"image": X}

    def body(self, keras: Any) -> tuple[Mapping[str, Any], Any]:
        """Return the input by name, and features."""
        layers = keras.layers
        image = keras.Input(self.shape_, name="image")
        scales = {"mean": self.mean_.tolist(), "variance": self.variance_.tolist()}
        x = layers.Normalization(**scales, dtype="float32")(image)
        x = self._varied(layers, x)
        halvings = int(np.log2(max(1, min(self.shape_[:2]) // LEAST_SIDE)))
        for stage in range(max(1, min(self.depth, halvings + 1))):
            if stage:
                x = layers.MaxPooling2D()(x)
            for _ in range(self.convolutions if stage else 1):
                x = self._block(layers, x, self.width * 2**stage)
        x = layers.Concatenate()([layers.Flatten()(x), layers.GlobalAveragePooling2D()(x)])
        x = layers.Dropout(self.dropout)(x)
        x = layers.Dense(self.dense, use_bias=False)(x)
        x = layers.Activation("relu")(layers.BatchNormalization()(x))
        return {"image": image}, layers.Dropout(self.dropout)(x)

    def _varied(self, layers: Any, x: Any) -> Any:
        """Vary images in training; in prediction these layers do nothing."""
        if self.augment == "none":
            return x
        from lepton_keras.networks.layers import Varied  # which imports Keras

        erase = self.augment == "erase"
        turned = {} if erase else {"turn": TURN, "zoom": ZOOM}
        x = Varied(SHIFT, **turned, mirror=self.augment != "shift")(x)
        if erase:  # zero is the mean by now
            x = layers.RandomErasing((ERASED, ERASED), fill_value=0.0, dtype="float32")(x)
        return x

    def _block(self, layers: Any, x: Any, width: int) -> Any:
        if self.block == "residual":
            return self._residual(layers, x, width)
        return layers.Activation("relu")(self._convolved(layers, x, width))

    def _residual(self, layers: Any, x: Any, width: int) -> Any:
        short = x
        if x.shape[-1] != width:
            short = layers.Conv2D(width, 1, use_bias=False)(x)
        x = layers.Activation("relu")(self._convolved(layers, x, width))
        return layers.Activation("relu")(
            layers.Add()([short, self._convolved(layers, x, width)])
        )

    def _convolved(self, layers: Any, x: Any, width: int) -> Any:
        convolution = layers.SeparableConv2D if self.block == "separable" else layers.Conv2D
        x = convolution(width, self.kernel, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)


def _in_short(values: Any) -> Any:
    return np.array([float(f"{value:.2g}") for value in values])


def _with_channels(X: Any) -> Any:
    """Return images of shape (n, height, width, channels); one channel may be left out."""
    if np.ndim(X) == 3:
        return X[..., None]
    if np.ndim(X) != 4:
        raise ValueError(
            f"Images have shape (n, height, width[, channels]), not {np.shape(X)}."
        )
    return X
