"""Layers and operations that move numbers about and leave them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, integers, reshaped, swapped

__all__ = [
    "concatenate",
    "flatten",
    "permute",
    "repeat",
    "reshape",
    "same",
    "squeeze",
    "transpose",
    "zero_padding",
]


def same(layer: Any, graph: Graph, x: Tensor, **_: Any) -> str:
    """Convert what does something in training alone."""
    return x.name


def flatten(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Flatten``."""
    return reshaped(graph, x.name, -1, _size(layer, graph, x.shape[1:]))


def reshape(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Reshape``."""
    wanted = [int(side) for side in layer.target_shape]
    if -1 in wanted:
        rest = -int(np.prod(wanted))
        wanted[wanted.index(-1)] = _size(layer, graph, x.shape[1:]) // rest
    return reshaped(graph, x.name, -1, *wanted)


def permute(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Permute``."""
    return swapped(graph, x.name, 0, *layer.dims)


def repeat(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``RepeatVector``."""
    once = graph.node("Unsqueeze", x.name, integers(graph, 1))
    return str(graph.node("Tile", once, integers(graph, 1, int(layer.n), 1)))


def concatenate(layer: Any, graph: Graph, xs: Sequence[Tensor]) -> str:
    """Convert a ``Concatenate``."""
    return graph.concat([x.name for x in xs], axis=int(layer.axis))


def squeeze(operation: Any, graph: Graph, x: Tensor) -> str:
    """Convert ``ops.squeeze`` of one axis."""
    if not isinstance(operation.axis, int):
        raise refused(operation, graph, f"axis={operation.axis}", "Name one axis")
    return str(graph.node("Squeeze", x.name, integers(graph, operation.axis)))


def transpose(operation: Any, graph: Graph, x: Tensor) -> str:
    """Convert ``ops.transpose``."""
    return swapped(graph, x.name, *(operation.axes or reversed(range(x.rank))))


def zero_padding(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``ZeroPadding1D`` or ``ZeroPadding2D``."""
    if getattr(layer, "data_format", "channels_last") not in (None, "channels_last"):
        raise refused(layer, graph, "data_format='channels_first'", "Put channels last")
    sides = np.atleast_2d(np.asarray(layer.padding, dtype=np.int64))
    before, after = sides[:, 0].tolist(), sides[:, 1].tolist()
    pads = integers(graph, 0, *before, 0, 0, *after, 0)
    return str(graph.node("Pad", x.name, pads, constant(graph, 0.0)))


def _size(layer: Any, graph: Graph, shape: Sequence[int | None]) -> int:
    if None in shape:
        raise refused(layer, graph, "a tensor of any size", "Say the whole shape of the input")
    return int(np.prod([side or 1 for side in shape]))
