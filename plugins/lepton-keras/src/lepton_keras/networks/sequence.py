"""Networks for sequences: convolutions, recurrence, attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

__all__ = ["SequenceNetwork", "to_the_end"]

MOST_STEPS = 256  # that recurrence and attention look at; of longer ones they see averages
KERNELS = (9, 19, 39)
HEADS = 4
NOISE = 0.05
KEPT = 32  # sequences for whoever makes whole numbers of the network's


class SequenceNetwork(BaseEstimator):
    """A network for sequences of shape (steps, channels), NaN after the end of short ones.

    Parameters
    ----------
    kind : {"convolution", "inception", "gru", "lstm", "attention"}
        Residual convolutions (Wang, Yan and Oates, IJCNN 2017), convolutions of several
        lengths side by side (Fawaz and others, InceptionTime, 2020), recurrence in both
        directions, or a small transformer.
    width : int
        Channels within.
    depth : int
        Blocks, or layers of recurrence.
    kernel : int
        Steps that a convolution spans.
    dropout : float

    Attributes
    ----------
    shape_ : tuple of int
        Steps and channels.
    ragged_ : bool
        Whether there were shorter ones.
    some_ : ndarray
        A few sequences, to calibrate a smaller network with.
    """

    def __init__(
        self,
        kind: str = "convolution",
        width: int = 48,
        depth: int = 3,
        kernel: int = 7,
        dropout: float = 0.2,
    ) -> None:
        self.kind = kind
        self.width = width
        self.depth = depth
        self.kernel = kernel
        self.dropout = dropout

    def fit(self, X: Any) -> SequenceNetwork:
        """Learn the shape, and the size of the numbers."""
        if np.ndim(X) != 3:
            raise ValueError(f"Sequences have shape (n, steps, channels), not {np.shape(X)}.")
        self.shape_ = tuple(X.shape[1:])
        self.ragged_ = bool(np.isnan(X).any())
        flat = np.asarray(X, dtype=np.float64).reshape(-1, self.shape_[1])
        self.mean_ = np.nan_to_num(np.nanmean(flat, axis=0))
        self.variance_ = np.maximum(np.nan_to_num(np.nanvar(flat, axis=0)), 1e-12)
        self.some_ = np.array(X[:: max(1, len(X) // KEPT)][:KEPT])
        return self

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return the sequences by the input's name."""
        if X.shape[1:] != self.shape_:
            raise ValueError(
                f"Sequences have shape {X.shape[1:]}; in fit it was {self.shape_}."
            )
        if not self.ragged_ and X.dtype.kind == "f" and np.isnan(X).any():
            X = to_the_end(X)
        return {"sequence": X}

    def body(self, keras: Any) -> tuple[Mapping[str, Any], Any]:
        """Return the input by name, and features."""
        layers = keras.layers
        sequence = keras.Input(self.shape_, name="sequence")
        scale = {"mean": self.mean_.tolist(), "variance": self.variance_.tolist()}
        there = None
        if self.ragged_:
            from lepton_keras.networks.layers import Standing

            x, there = Standing(**scale)(sequence)
        else:
            x = layers.Normalization(**scale)(sequence)
        x = layers.GaussianNoise(NOISE)(x)
        if self.kind in ("gru", "lstm", "attention") and self.shape_[0] > MOST_STEPS:
            every = -(-self.shape_[0] // MOST_STEPS)
            x = layers.AveragePooling1D(every, padding="same")(x)
            there = (
                there if there is None else layers.MaxPooling1D(every, padding="same")(there)
            )
        make = {"convolution": _residual, "inception": _inception, "attention": _attention}
        x = make.get(self.kind, _recurrent)(keras, x, there, self)
        return {"sequence": sequence}, layers.Dropout(self.dropout)(_pooled(layers, x, there))


def to_the_end(X: Any) -> Any:
    """Return sequences whose last value goes on where they end.

    Examples
    --------
    >>> to_the_end(np.array([[[1.0], [2.0], [np.nan]]])).ravel()
    array([1., 2., 2.])
    """
    known = np.where(np.isnan(X), 0, np.arange(X.shape[1])[:, None])
    last = np.maximum.accumulate(known, 1)
    return np.nan_to_num(np.take_along_axis(X, last, axis=1))


def _pooled(layers: Any, x: Any, there: Any) -> Any:
    if there is not None:
        from lepton_keras.networks.layers import MaskedPooling

        return MaskedPooling()([x, there])
    return layers.Concatenate()(
        [layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)]
    )


def _convolved(layers: Any, x: Any, width: int, kernel: int) -> Any:
    x = layers.Conv1D(width, kernel, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _residual(keras: Any, x: Any, there: Any, network: SequenceNetwork) -> Any:
    """Return blocks of three convolutions, each shorter than the one before."""
    layers = keras.layers
    for block in range(network.depth):
        width = network.width * (1 if block == 0 else 2)
        short = _convolved(layers, x, width, 1)
        for kernel in (network.kernel, max(3, network.kernel - 2), 3):
            x = _convolved(layers, x, width, kernel)
            if kernel != 3:
                x = layers.Activation("relu")(x)
        x = layers.Activation("relu")(layers.Add()([short, x]))
        x = _cut(layers, x, there)
    return x


def _inception(keras: Any, x: Any, there: Any, network: SequenceNetwork) -> Any:
    """Return blocks of convolutions of three lengths and a maximum, side by side."""
    layers = keras.layers
    width = max(4, network.width // 4)
    for _ in range(network.depth):
        short = _convolved(layers, x, 4 * width, 1)
        narrow = layers.Conv1D(width, 1, use_bias=False)(x) if x.shape[-1] > 1 else x
        sides = [
            layers.Conv1D(width, min(kernel, x.shape[1]), padding="same", use_bias=False)(
                narrow
            )
            for kernel in KERNELS
        ]
        highest = layers.MaxPooling1D(3, strides=1, padding="same")(x)
        sides.append(layers.Conv1D(width, 1, use_bias=False)(highest))
        x = layers.BatchNormalization()(layers.Concatenate()(sides))
        x = _cut(layers, layers.Activation("relu")(layers.Add()([short, x])), there)
    return x


def _recurrent(keras: Any, x: Any, there: Any, network: SequenceNetwork) -> Any:
    """Return what layers of recurrence say at each step, in both directions."""
    layers = keras.layers
    cell = layers.LSTM if network.kind == "lstm" else layers.GRU
    mask = None if there is None else keras.ops.squeeze(there, -1) > 0.5
    for _ in range(max(1, network.depth - 1)):
        both = layers.Bidirectional(cell(max(4, network.width // 2), return_sequences=True))
        x = layers.Dropout(network.dropout)(both(x, mask=mask))
    return x


def _attention(keras: Any, x: Any, there: Any, network: SequenceNetwork) -> Any:
    """Return what layers of attention say at each step."""
    from lepton_keras.networks.layers import Places

    layers = keras.layers
    width = max(HEADS, network.width // HEADS * HEADS)
    x = layers.Conv1D(width, network.kernel, padding="same")(x)
    x = Places()(x)
    mask = None
    if there is not None:
        mask = keras.ops.transpose(there, (0, 2, 1)) > 0.5
    for _ in range(network.depth):
        seen = layers.LayerNormalization()(x)
        seen = layers.MultiHeadAttention(HEADS, width // HEADS)(seen, seen, attention_mask=mask)
        x = layers.Add()([x, layers.Dropout(network.dropout)(seen)])
        deep = layers.Dense(2 * width, activation="gelu")(layers.LayerNormalization()(x))
        x = layers.Add()([x, layers.Dropout(network.dropout)(layers.Dense(width)(deep))])
    return layers.LayerNormalization()(x)


def _cut(layers: Any, x: Any, there: Any) -> Any:
    """Return zeros past the ends, so that nothing flows back from there."""
    return x if there is None else layers.Multiply()([x, there])
