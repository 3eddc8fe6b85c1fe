"""Attention of several heads."""

from __future__ import annotations

from math import sqrt
from typing import Any

from lepton_onnx.graph import Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, integers, numbers, reshaped, swapped

__all__ = ["attention"]

FAR_BELOW = -1e9  # what Keras puts in place of scores that a mask takes out


def attention(
    layer: Any,
    graph: Graph,
    query: Tensor,
    value: Tensor,
    key: Tensor | None = None,
    attention_mask: Tensor | None = None,
) -> str:
    """Convert a ``MultiHeadAttention`` along one axis."""
    if query.rank != 3:
        raise refused(layer, graph, f"attention over {query.rank - 2} axes", "Use one axis")
    if None in (query.shape[1], value.shape[1]):
        raise refused(layer, graph, "any number of steps", "Say the whole shape of the input")
    asked = _heads(graph, query, layer.query_dense)
    known = _heads(graph, key or value, layer.key_dense)
    told = _heads(graph, value, layer.value_dense)
    scale = constant(graph, 1.0 / sqrt(float(layer.key_dim)))
    turned = swapped(graph, known, 0, 1, 3, 2)
    scores = str(graph.node("MatMul", graph.mul(asked, scale), turned))
    mixed = str(graph.node("MatMul", _shares(graph, scores, attention_mask), told))
    last = numbers(layer.output_dense.kernel)  # (heads, numbers, width)
    joined = reshaped(
        graph, swapped(graph, mixed, 0, 2, 1, 3), -1, query.shape[1], last[..., 0].size
    )
    flat = constant(graph, last.reshape(-1, last.shape[-1]))
    found = str(graph.node("MatMul", joined, flat))
    if layer.output_dense.bias is None:
        return found
    return graph.add(found, constant(graph, numbers(layer.output_dense.bias)))


def _shares(graph: Graph, scores: str, mask: Tensor | None) -> str:
    """Return how much each step looks at each other; a mask is the same for all heads."""
    if mask is None:
        return str(graph.node("Softmax", scores, axis=-1))
    there = str(graph.node("Unsqueeze", mask.name, integers(graph, 1)))
    lowered = graph.where(there, scores, constant(graph, FAR_BELOW))
    shares = str(graph.node("Softmax", lowered, axis=-1))
    return graph.where(there, shares, constant(graph, 0.0))


def _heads(graph: Graph, x: Tensor, dense: Any) -> str:
    """Return projections of shape (rows, heads, steps, numbers)."""
    kernel = numbers(dense.kernel)
    width, heads, size = kernel.shape
    flat = constant(graph, kernel.reshape(width, heads * size))
    found = str(graph.node("MatMul", x.name, flat))
    if dense.bias is not None:
        found = graph.add(found, constant(graph, numbers(dense.bias).reshape(-1)))
    apart = reshaped(graph, found, -1, x.shape[1], heads, size)
    return swapped(graph, apart, 0, 2, 1, 3)
