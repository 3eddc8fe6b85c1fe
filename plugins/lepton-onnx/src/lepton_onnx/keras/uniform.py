"""Images and sequences of one size, as lepton-keras makes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, FLOAT, Graph
from lepton_onnx.keras.tensor import constant, integers
from lepton_onnx.values import Whole

__all__ = ["images", "sequences"]


def images(step: Any, graph: Graph, x: Any) -> Whole:
    """Convert a ``UniformImages``: images of any size are made as large as in `fit`."""
    height, width, channels = step.shape_
    name = _given(step, graph, x)
    graph.fix(name, 3, channels)
    down = _weights(graph, name, 1, height)
    # One product by rows, with a row's pixels side by side; one by columns.
    shape = graph.node("Shape", name)
    rows, wide = _part(graph, shape, 0), _part(graph, shape, 2)
    flat = graph.concat([rows, _part(graph, shape, 1), integers(graph, -1)], axis=0)
    found = graph.node("MatMul", down, graph.node("Reshape", name, flat))
    back = graph.concat([rows, integers(graph, height), wide, integers(graph, channels)], 0)
    found = graph.node("Reshape", found, back)
    found = graph.node("MatMul", _weights(graph, name, 2, width), found)
    if step.whole_:
        bounds = (constant(graph, bound) for bound in (0.0, 255.0))
        found = graph.node("Clip", graph.node("Round", found), *bounds)
    return Whole(str(found), step.shape_)


def sequences(step: Any, graph: Graph, x: Any) -> Whole:
    """Convert a ``PaddedSequences``: cut off, or NaN after the end."""
    name = _given(step, graph, x)
    raw, channels = step.steps_ * step.every_, step.n_features_in_ // step.steps_
    graph.fix(name, 2, channels)
    rows = graph.node("Shape", name, end=1)
    shape = graph.concat([rows, integers(graph, raw, channels)], axis=0)
    after = graph.node("Expand", constant(graph, [[[np.nan]]]), shape)
    bounds = (integers(graph, n) for n in (0, raw, 1))  # of the axis of steps
    found = graph.node("Slice", graph.concat([name, after]), *bounds)
    if step.every_ > 1:
        found = _averaged(graph, found, step, channels)
    return Whole(str(found), (step.steps_, channels))


def _averaged(graph: Graph, name: str, step: Any, channels: int) -> str:
    shape = integers(graph, -1, step.steps_, step.every_, channels)
    parts = graph.node("Reshape", name, shape)
    missing = graph.node("IsNaN", parts)
    count = graph.sum(graph.cast(graph.node("Not", missing), FLOAT), 2, keep=False)
    total = graph.sum(graph.where(missing, constant(graph, 0.0), parts), 2, keep=False)
    return graph.div(total, count)  # nothing by nothing is NaN, as it should be


def _given(step: Any, graph: Graph, x: Any) -> str:
    if not isinstance(x, Whole):
        raise ExportError(f"{graph.path}: {type(step).__name__} is given columns of a table.")
    return x.name


def _part(graph: Graph, shape: str, place: int) -> str:
    return str(graph.node("Slice", shape, *(integers(graph, n) for n in (place, place + 1))))


def _weights(graph: Graph, name: str, axis: int, after: int) -> str:
    """Return how much each old row, or column, counts in each new one."""
    before = graph.node("Shape", name, start=axis, end=axis + 1)
    count = graph.cast(before, DOUBLE)
    scale = graph.div(count, graph.constant([float(after)]))
    centres = graph.mul(graph.constant(np.arange(after)[:, None] + 0.5), scale)
    zero, one = (graph.constant(n, np.int64) for n in (0, 1))
    end = graph.node("Squeeze", before)
    old = graph.cast(graph.node("Range", zero, end, one), DOUBLE)
    distance = graph.node("Abs", graph.sub(graph.add(old, graph.constant(0.5)), centres))
    reach = graph.node("Max", scale, graph.constant([1.0]))
    share = graph.sub(graph.constant(1.0), graph.div(distance, reach))
    share = str(graph.node("Max", share, graph.constant(0.0)))
    return graph.cast(graph.div(share, graph.sum(share)), FLOAT)
