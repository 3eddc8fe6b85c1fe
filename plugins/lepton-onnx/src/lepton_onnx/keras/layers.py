"""Layers with weights that are a few nodes each."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_onnx.graph import INT64, Graph
from lepton_onnx.keras.activations import activated
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, numbers

__all__ = ["batch_normalization", "dense", "embedding", "layer_normalization"]


def dense(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Dense``."""
    found = str(graph.node("MatMul", x.name, constant(graph, numbers(layer.kernel))))
    if layer.use_bias:
        found = graph.add(found, constant(graph, numbers(layer.bias)))
    return activated(layer, graph, found, layer.activation)


def embedding(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert an ``Embedding`` that masks nothing."""
    if layer.mask_zero:
        raise refused(layer, graph, "mask_zero=True", "Leave it out")
    table = constant(graph, numbers(layer.embeddings))
    return str(graph.node("Gather", table, graph.cast(x.name, INT64), axis=0))


def batch_normalization(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``BatchNormalization``: a factor and a shift for each channel."""
    _last_axis(layer, graph, x)
    factor = 1.0 / np.sqrt(numbers(layer.moving_variance) + np.float32(layer.epsilon))
    if layer.scale:
        factor = factor * numbers(layer.gamma)
    shift = -numbers(layer.moving_mean) * factor
    if layer.center:
        shift = shift + numbers(layer.beta)
    return graph.add(graph.mul(x.name, constant(graph, factor)), constant(graph, shift))


def layer_normalization(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``LayerNormalization`` over the channels."""
    _last_axis(layer, graph, x)
    if getattr(layer, "rms_scaling", False):
        raise refused(layer, graph, "rms_scaling=True", "Leave it out")
    width = x.shape[-1] or 1
    scale = numbers(layer.gamma) if layer.scale else np.ones(width)
    shift = numbers(layer.beta) if layer.center else np.zeros(width)
    given = (constant(graph, scale), constant(graph, shift))
    how = {"axis": -1, "epsilon": float(layer.epsilon)}
    return str(graph.node("LayerNormalization", x.name, *given, **how))


def _last_axis(layer: Any, graph: Graph, x: Tensor) -> None:
    axes = layer.axis if isinstance(layer.axis, (list, tuple)) else [layer.axis]
    if list(axes) not in ([-1], [x.rank - 1]):
        raise refused(layer, graph, f"axis={layer.axis}", "Put the channels last")
