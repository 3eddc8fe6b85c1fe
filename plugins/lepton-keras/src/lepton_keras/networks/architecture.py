"""What a network looks like, apart from how it is trained.

An architecture is a small scikit-learn estimator with three methods::

    fit(X)                         learns what building needs: shapes, a vocabulary, ...
    arrays(X)                      gives the network's inputs by name
    body(keras)                    gives the inputs' tensors by name, and a tensor of features

The head, which turns features into probabilities or values, is the same for all.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from sklearn.base import BaseEstimator

from lepton_keras.networks.rows import WHOLE

__all__ = ["Architecture", "Built", "assembled", "network_for"]


class Architecture(Protocol):
    """What `KerasClassifier` and `KerasRegressor` need of an architecture."""

    def fit(self, X: Any) -> Any:
        """Learn what building needs."""

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return the inputs by name."""

    def body(self, keras: Any) -> tuple[Mapping[str, Any], Any]:
        """Return the inputs' tensors by name, and a tensor of shape (n, features)."""


class Built(BaseEstimator):
    """A model that somebody's own function builds, its last layer included.

    Parameters
    ----------
    function : callable
        ``(shape, n_outputs) -> keras.Model``, or without parameters. The shape is that of one
        row. For classes the model gives probabilities, one a class (or one in all, for two).
    """

    def __init__(self, function: Any) -> None:
        self.function = function

    def fit(self, X: Any) -> Built:
        """Learn the shape of a row."""
        self.shape_ = tuple(np.shape(X)[1:])
        return self

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return X as it is, but for two things that such models do not expect.

        The one channel of grey images is left out where the model takes none; and what follows
        the end of a short sequence is zeros, as Keras' masks have it.
        """
        X = np.asarray(X)
        if getattr(self.function, "rank", X.ndim) == X.ndim - 1 and X.shape[-1] == 1:
            X = X[..., 0]
        if X.ndim == 3 and X.dtype.kind == "f":
            X = np.nan_to_num(X)
        return {WHOLE: X}

    def model(self, n_outputs: int) -> Any:
        """Return the model."""
        if not inspect.signature(self.function).parameters:
            return self.function()
        return self.function(self.shape_, n_outputs)


def network_for(network: Any, X: Any) -> Any:
    """Return the architecture meant: what was given, or what suits the dimensions of X."""
    if network is None:
        return _by_dimensions(np.ndim(X))
    if hasattr(network, "body"):
        return network
    return Built(network)


def assembled(
    network: Any,
    keras: Any,
    n_classes: int,
    target: Mapping[str, Any] | None = None,
    bounds: tuple[Any, Any] | None = None,
) -> tuple[Any, Any]:
    """Return the model that predicts, and the one that is trained; they share their weights.

    Parameters
    ----------
    network : Architecture or Built
        Fitted.
    keras : module
    n_classes : int
        How many classes; 0 for values.
    target : mapping or None
        Mean and variance of the values, which are learned in standard form.
    bounds : tuple of ndarray of shape (n_outputs,) or None
        Below and above which no value is predicted.
    """
    target = target or {"mean": (), "variance": ()}
    n_outputs = n_classes or len(target["mean"])
    if isinstance(network, Built):
        model = network.model(n_outputs)
        return model, model
    inputs, features = network.body(keras)
    plain = keras.layers.Dense(n_outputs, dtype="float32", name="logits")(features)
    if n_classes:
        back = keras.layers.Activation("softmax", dtype="float32", name="probabilities")
    else:
        back = keras.layers.Normalization(**target, invert=True, dtype="float32", name="values")
    said = back(plain)
    if bounds is not None:
        low, high = (np.asarray(bound, dtype=np.float32) for bound in bounds)
        said = keras.ops.minimum(keras.ops.maximum(said, low), high)
    return keras.Model(inputs, said), keras.Model(inputs, plain)


def _by_dimensions(n_dimensions: int) -> Any:
    from lepton_keras.networks.image import ImageNetwork
    from lepton_keras.networks.sequence import SequenceNetwork
    from lepton_keras.networks.table import TableNetwork

    return {3: SequenceNetwork, 4: ImageNetwork}.get(n_dimensions, TableNetwork)()
