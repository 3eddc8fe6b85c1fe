"""scikit-learn's neural networks."""

from __future__ import annotations

from typing import Any

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.linear import affine, two
from lepton_onnx.values import Columns, Matrix, matrix

__all__ = ["classes", "values"]

ACTIVATIONS = {"relu": "Relu", "tanh": "Tanh", "logistic": "Sigmoid"}


def classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert an ``MLPClassifier``."""
    found = _layers(model, graph, x)
    if model.out_activation_ == "softmax":
        return str(graph.node("Softmax", found, axis=1))
    return two(graph, graph.node("Sigmoid", found))


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert an ``MLPRegressor``."""
    return _layers(model, graph, x)


def _layers(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    hidden = ACTIVATIONS.get(model.activation)
    if hidden is None and model.activation != "identity":
        raise ExportError(f"{graph.path}: activation {model.activation!r} is unknown.")
    found, layers = "", list(zip(model.coefs_, model.intercepts_, strict=True))
    with graph.inside("layers"):
        for number, (weights, bias) in enumerate(layers):
            found = affine(graph, x, weights, bias)
            if number < len(layers) - 1 and hidden is not None:
                found = graph.node(hidden, found)
            x = matrix(found, weights.shape[1])
    return found
