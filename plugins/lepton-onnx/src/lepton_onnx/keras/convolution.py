"""Convolutions and pooling, of which ONNX wants the channels first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.keras.activations import activated
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, numbers, swapped

__all__ = ["convolution", "depthwise", "global_pooling", "pooling", "separable"]


def convolution(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Conv1D`` or ``Conv2D``."""
    kernel = np.moveaxis(numbers(layer.kernel), (-1, -2), (0, 1))
    found = _convolved(layer, graph, x, kernel, int(layer.groups))
    return _finished(layer, graph, found)


def depthwise(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``DepthwiseConv1D`` or ``DepthwiseConv2D``."""
    return _finished(layer, graph, _by_channel(layer, graph, x, layer.kernel))


def separable(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``SeparableConv1D`` or ``SeparableConv2D``."""
    deep = _by_channel(layer, graph, x, layer.depthwise_kernel)
    mixing = numbers(layer.pointwise_kernel)
    mixed = str(graph.node("MatMul", deep, constant(graph, mixing.reshape(mixing.shape[-2:]))))
    return _finished(layer, graph, mixed)


def pooling(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert the pooling of neighbours."""
    _channels_last(layer, graph)
    size = [int(side) for side in layer.pool_size]
    strides = [int(step) for step in layer.strides]
    op = "MaxPool" if type(layer).__name__.startswith("Max") else "AveragePool"
    pads = _pads(layer, graph, x, size, strides, [1] * len(size))

    def pooled(first: str) -> str:
        return str(graph.node(op, first, kernel_shape=size, strides=strides, pads=pads))

    return _channels_first(graph, x, pooled)


def global_pooling(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert the pooling of all places."""
    _channels_last(layer, graph)
    op = "ReduceMax" if "Max" in type(layer).__name__ else "ReduceMean"
    axes = graph.constant(list(range(1, x.rank - 1)), np.int64)
    return str(graph.node(op, x.name, axes, keepdims=int(layer.keepdims)))


def _by_channel(layer: Any, graph: Graph, x: Tensor, weight: Any) -> str:
    kernel = numbers(weight)
    channels, each = kernel.shape[-2:]
    kernel = np.moveaxis(
        kernel.reshape(*kernel.shape[:-2], 1, channels * each), (-1, -2), (0, 1)
    )
    return _convolved(layer, graph, x, kernel, channels)


def _convolved(layer: Any, graph: Graph, x: Tensor, kernel: Any, groups: int) -> str:
    _channels_last(layer, graph)
    size, rank = list(kernel.shape[2:]), kernel.ndim - 2
    strides, apart = (_each(value, rank) for value in (layer.strides, layer.dilation_rate))
    pads = _pads(layer, graph, x, size, strides, apart)
    weights = constant(graph, kernel)

    def convolved(first: str) -> str:
        how = {"kernel_shape": size, "strides": strides, "dilations": apart, "pads": pads}
        return str(graph.node("Conv", first, weights, group=groups, **how))

    return _channels_first(graph, x, convolved)


def _finished(layer: Any, graph: Graph, found: str) -> str:
    if layer.use_bias:
        found = graph.add(found, constant(graph, numbers(layer.bias)))
    return activated(layer, graph, found, layer.activation)


def _channels_first(graph: Graph, x: Tensor, inner: Callable[[str], str]) -> str:
    """Return what is made of a tensor with its channels first, with its channels last again."""
    places = range(1, x.rank - 1)
    first = swapped(graph, x.name, 0, x.rank - 1, *places)
    return swapped(graph, inner(first), 0, *(p + 1 for p in places), 1)


def _pads(
    layer: Any, graph: Graph, x: Tensor, size: list[int], strides: list[int], apart: list[int]
) -> list[int]:
    """Return how far each axis is filled up, before and after, as Keras does it."""
    if layer.padding == "valid":
        return [0] * (2 * len(size))
    before, after = [], []
    for side, kernel, stride, gap in zip(x.shape[1:-1], size, strides, apart, strict=True):
        whole = (kernel - 1) * gap
        if layer.padding == "same" and stride > 1:
            if side is None:
                raise refused(layer, graph, "strides over a tensor of any size")
            whole = max((-(-side // stride) - 1) * stride + whole + 1 - side, 0)
        before.append(whole if layer.padding == "causal" else whole // 2)
        after.append(whole - before[-1])
    return [*before, *after]


def _each(value: Any, rank: int) -> list[int]:
    return [int(v) for v in value] if isinstance(value, (tuple, list)) else [int(value)] * rank


def _channels_last(layer: Any, graph: Graph) -> None:
    if layer.data_format != "channels_last":
        raise refused(layer, graph, "data_format='channels_first'", "Put channels last")
