"""The layers of lepton-keras' own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lepton_onnx.graph import FLOAT, Graph
from lepton_onnx.keras.tensor import Tensor, constant, integers, numbers

__all__ = ["masked_pooling", "places", "standing", "word_mask"]

FAR_BELOW = -1e4


def standing(layer: Any, graph: Graph, x: Tensor) -> tuple[str, str]:
    """Convert a ``Standing``: what there is, scaled; and where it is."""
    missing = graph.node("IsNaN", x.name)
    there = graph.cast(graph.node("Not", missing), FLOAT)
    there = str(graph.node("ReduceMin", there, integers(graph, -1), keepdims=1))
    mean = np.asarray(layer.mean, dtype=np.float32)
    scale = np.sqrt(np.asarray(layer.variance, dtype=np.float32))
    whole = graph.where(missing, constant(graph, mean), x.name)
    found = graph.div(graph.sub(whole, constant(graph, mean)), constant(graph, scale))
    return graph.mul(found, there), there


def masked_pooling(layer: Any, graph: Graph, xs: Sequence[Tensor]) -> str:
    """Convert a ``MaskedPooling``."""
    steps, there = (x.name for x in xs)
    count = graph.node("Max", graph.sum(there, 1, keep=False), constant(graph, 1.0))
    kept = graph.mul(steps, there)
    average = graph.div(graph.sum(kept, 1, keep=False), count)
    absent = graph.sub(constant(graph, 1.0), there)
    lowered = graph.add(kept, graph.mul(absent, constant(graph, FAR_BELOW)))
    axis = integers(graph, 1)
    highest = graph.node("ReduceMax", lowered, axis, keepdims=0)
    some = graph.node("ReduceMax", there, axis, keepdims=0)
    some = graph.cast(graph.node("Greater", some, constant(graph, 0.0)), FLOAT)
    return graph.concat([average, graph.mul(highest, some)], axis=-1)


def word_mask(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``WordMask``."""
    there = graph.node("Greater", x.name, graph.constant(0, np.int64))
    return graph.expand_last(graph.cast(there, FLOAT))


def places(layer: Any, graph: Graph, x: Tensor) -> str:
    """Convert a ``Places``."""
    return graph.add(x.name, constant(graph, numbers(layer.places)))
