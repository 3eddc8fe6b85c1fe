"""Nearest neighbours: the rows learned from travel in the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.linear import normalised
from lepton_onnx.values import Columns, Matrix, dense

__all__ = ["classes", "values"]

MOST = 50_000_000  # numbers that the rows may hold


def classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``KNeighborsClassifier``."""
    weights, nearest = _nearest(model, graph, x)
    flags = np.eye(len(model.classes_))[np.ravel(model._y)]
    found = graph.node("Gather", graph.constant(flags), nearest)
    votes = graph.sum(graph.mul(found, graph.expand_last(weights)), 1, keep=False)
    return normalised(graph, votes)


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``KNeighborsRegressor``."""
    weights, nearest = _nearest(model, graph, x)
    known = graph.constant(np.ravel(model._y).astype(np.float64))
    found = graph.mul(graph.node("Gather", known, nearest), weights)
    return graph.div(graph.sum(found), graph.sum(weights))


def _nearest(model: Any, graph: Graph, x: Matrix | Columns) -> tuple[str, str]:
    """Return weight and place of each neighbour."""
    rows = model._fit_X
    rows = np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, dtype=np.float64)
    if rows.size > MOST:
        raise ExportError(f"{graph.path} keeps {rows.shape} numbers, too many for one file.")
    if model.effective_metric_ not in ("euclidean", "manhattan"):
        raise ExportError(f"{graph.path} has the metric {model.effective_metric_!r}.")
    if model.weights not in ("uniform", "distance"):
        raise ExportError(f"{graph.path} weighs by a function, which ONNX does not know.")
    apart = _distances(graph, dense(graph, x), rows, model.effective_metric_)
    many = graph.constant([model.n_neighbors], np.int64)
    distance, nearest = graph.node("TopK", apart, many, n_outputs=2, largest=0, axis=1)
    if model.effective_metric_ == "euclidean":
        distance = graph.node("Sqrt", distance)
    if model.weights == "uniform":
        return graph.add(graph.mul(distance, graph.constant(0.0)), graph.constant(1.0)), nearest
    # Rows that are equal to one asked for decide alone.
    equal = graph.node("Equal", distance, graph.constant(0.0))
    flags = graph.cast(equal, DOUBLE)
    some = graph.node("Greater", graph.sum(flags), graph.constant(0.0))
    inverse = graph.node("Reciprocal", graph.where(equal, graph.constant(1.0), distance))
    return graph.where(some, flags, inverse), nearest


def _distances(graph: Graph, x: str, rows: Any, metric: str) -> str:
    """Return the distance, or its square, of each row to each that was learned from.

    One column after the other is added up, which needs no room for all of them at once.
    """
    shape = graph.concat(
        [graph.node("Shape", x, end=1), graph.constant([len(rows)], np.int64)], axis=0
    )
    start = graph.node("Expand", graph.constant(np.zeros((1, 1))), shape)
    ours = graph.node("Transpose", x, perm=[1, 0])
    theirs = graph.constant(np.ascontiguousarray(rows.T))
    return str(graph.node("Scan", start, ours, theirs, body=_step(metric), num_scan_inputs=2))


def _step(metric: str) -> Any:
    """Return the graph that adds what one column contributes."""

    def typed(name: str, *shape: str | int) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.DOUBLE, list(shape))

    last = helper.make_tensor("last", TensorProto.INT64, [1], [1])
    power = (
        helper.make_node("Mul", ["gap", "gap"], ["far"])
        if metric == "euclidean"
        else helper.make_node("Abs", ["gap"], ["far"])
    )
    nodes = [
        helper.make_node("Unsqueeze", ["ours", "last"], ["column"]),
        helper.make_node("Sub", ["column", "theirs"], ["gap"]),
        power,
        helper.make_node("Add", ["so_far", "far"], ["sum"]),
    ]
    given = [typed("so_far", "n", "m"), typed("ours", "n"), typed("theirs", "m")]
    return helper.make_graph(nodes, "column", given, [typed("sum", "n", "m")], [last])
