"""Layers and operations on numbers, one by one or several together."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, numbers

__all__ = [
    "add",
    "average",
    "greater",
    "maximum",
    "minimum",
    "multiply",
    "normalization",
    "rescaling",
    "subtract",
]


def add(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert an ``Add``."""
    return reduce(graph.add, _names(graph, xs))


def subtract(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert a ``Subtract``."""
    return reduce(graph.sub, _names(graph, xs))


def multiply(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert a ``Multiply``."""
    return reduce(graph.mul, _names(graph, xs))


def average(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert an ``Average``."""
    return str(graph.node("Mean", *_names(graph, xs)))


def maximum(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert a ``Maximum``."""
    return str(graph.node("Max", *_names(graph, xs)))


def minimum(layer: Any, graph: Graph, *xs: Any) -> str:
    """Convert a ``Minimum``."""
    return str(graph.node("Min", *_names(graph, xs)))


def greater(operation: Any, graph: Graph, x: Any, other: Any) -> str:
    """Convert ``ops.greater``."""
    return str(graph.node("Greater", *_names(graph, (x, other))))


def normalization(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Normalization``, or its inverse."""
    mean = numbers(layer.mean)
    spread = np.maximum(np.sqrt(numbers(layer.variance)), np.float32(1e-7))
    if layer.invert:
        return graph.add(graph.mul(x.name, constant(graph, spread)), constant(graph, mean))
    return graph.div(graph.sub(x.name, constant(graph, mean)), constant(graph, spread))


def rescaling(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Rescaling``."""
    if getattr(layer, "data_format", None) == "channels_first":
        raise refused(layer, graph, "data_format='channels_first'", "Put channels last")
    scaled = graph.mul(x.name, constant(graph, layer.scale))
    return graph.add(scaled, constant(graph, layer.offset))


def _names(graph: Graph, xs: Any) -> list[str]:
    """Return the tensors of a layer, which is given a list of them, or of an operation."""
    listed = xs[0] if isinstance(xs[0], (list, tuple)) else xs
    return [x.name if isinstance(x, Tensor) else constant(graph, x) for x in listed]
