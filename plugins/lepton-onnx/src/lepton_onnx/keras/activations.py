"""Functions that a layer ends with, and layers that are nothing else."""

from __future__ import annotations

from math import sqrt
from typing import Any

from lepton_onnx.graph import Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant

__all__ = ["activated", "activation", "elu", "leaky", "relu", "softmax"]

PLAIN = {
    "elu": "Elu",
    "exponential": "Exp",
    "relu": "Relu",
    "selu": "Selu",
    "sigmoid": "Sigmoid",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "tanh": "Tanh",
}
LEAK = 0.2  # of Keras' function; its layer says its own


def activated(layer: Any, graph: Graph, name: str, function: Any) -> str:
    """Return a tensor after an activation function, which the layer ends with."""
    kind = getattr(function, "__name__", type(function).__name__)
    if function is None or kind == "linear":
        return name
    known = getattr(function, "__module__", "").startswith("keras.")
    if known and kind == "softmax":
        return str(graph.node("Softmax", name, axis=-1))
    if known and kind in ("silu", "swish"):
        return graph.mul(name, str(graph.node("Sigmoid", name)))
    if known and kind == "leaky_relu":
        return str(graph.node("LeakyRelu", name, alpha=LEAK))
    if known and kind == "gelu":
        half = graph.node("Erf", graph.mul(name, constant(graph, 1 / sqrt(2))))
        share = graph.mul(graph.add(half, constant(graph, 1.0)), constant(graph, 0.5))
        return graph.mul(name, share)
    if not known or kind not in PLAIN:
        names = ", ".join(sorted([*PLAIN, "gelu", "leaky_relu", "linear", "silu", "softmax"]))
        raise refused(layer, graph, f"activation {kind!r}", f"Use one of {names}")
    return str(graph.node(PLAIN[kind], name))


def activation(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert an ``Activation``."""
    return activated(layer, graph, x.name, layer.activation)


def relu(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``ReLU`` without a threshold."""
    if layer.threshold or (layer.negative_slope and layer.max_value is not None):
        raise refused(layer, graph, "a ReLU with a threshold", "Leave it out")
    if layer.negative_slope:
        return str(graph.node("LeakyRelu", x.name, alpha=float(layer.negative_slope)))
    if layer.max_value is None:
        return str(graph.node("Relu", x.name))
    bounds = (constant(graph, float(bound)) for bound in (0.0, layer.max_value))
    return str(graph.node("Clip", x.name, *bounds))


def leaky(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``LeakyReLU``."""
    return str(graph.node("LeakyRelu", x.name, alpha=float(layer.negative_slope)))


def elu(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert an ``ELU``."""
    return str(graph.node("Elu", x.name, alpha=float(layer.alpha)))


def softmax(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Softmax`` along one axis, without a mask."""
    if not isinstance(layer.axis, int):
        raise refused(layer, graph, f"axis={layer.axis}", "Use one axis")
    return str(graph.node("Softmax", x.name, axis=layer.axis))
