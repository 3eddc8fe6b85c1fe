"""Nearest neighbours: the rows learned from travel in the file, without zeros if sparse."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper
from scipy import sparse

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.linear import normalised
from lepton_onnx.values import Columns, Matrix, dense

__all__ = ["classes", "values"]

MOST = 50_000_000  # numbers that the rows may hold: 400 MB


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
    if model.effective_metric_ not in ("euclidean", "manhattan"):
        raise ExportError(f"{graph.path} has the metric {model.effective_metric_!r}.")
    if model.weights not in ("uniform", "distance"):
        raise ExportError(f"{graph.path} weighs by a function, which ONNX does not know.")
    apart = _distances(graph, dense(graph, x), model)
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


def _distances(graph: Graph, x: str, model: Any) -> str:
    """Return the distance, or its square, of each row to each that was learned from."""
    rows, metric = model._fit_X, model.effective_metric_
    if not sparse.issparse(rows):
        _limit(graph, rows.shape, rows.size)
        return _written_out(graph, x, np.asarray(rows, dtype=np.float64), metric)
    rows = rows.tocsr().astype(np.float64)
    longest = max(int(np.diff(rows.indptr).max(initial=0)), 1)
    _limit(graph, rows.shape, len(rows.indptr) * longest)
    return _mostly_zero(graph, x, *_listed(rows, longest), metric)


def _limit(graph: Graph, shape: tuple[int, ...], size: int) -> None:
    if size > MOST:
        raise ExportError(
            f"{graph.path} keeps {shape[0]} rows of {shape[1]} columns, {size} numbers where "
            f"one file may hold {MOST}. Leave that estimator out, or learn from fewer rows."
        )


def _written_out(graph: Graph, x: str, rows: Any, metric: str) -> str:
    """Return distances to rows of which each number is kept.

    One column after the other is added up, which needs no room for all of them at once.
    """
    start = graph.node("Expand", graph.constant(np.zeros((1, 1))), _shape(graph, x, len(rows)))
    ours = graph.node("Transpose", x, perm=[1, 0])
    theirs = graph.constant(np.ascontiguousarray(rows.T))
    given = [_typed("so_far", "n", "m"), _typed("ours", "n"), _typed("theirs", "m")]
    body = _body(
        [
            helper.make_node("Unsqueeze", ["ours", "last"], ["column"]),
            helper.make_node("Sub", ["column", "theirs"], ["gap"]),
            *_far("gap", "far", metric),
            helper.make_node("Add", ["so_far", "far"], ["sum"]),
        ],
        given,
    )
    return str(graph.node("Scan", start, ours, theirs, body=body, num_scan_inputs=2))


def _mostly_zero(graph: Graph, x: str, index: Any, value: Any, metric: str) -> str:
    """Return distances to rows of which only what is not zero is kept.

    All are as far as from nothing at all, but for the columns where a row has something: for
    those the difference is added up, one number of each row after the other.
    """
    from_zero = graph.sum(graph.mul(x, x) if metric == "euclidean" else graph.node("Abs", x))
    start = graph.node("Expand", from_zero, _shape(graph, x, index.shape[1]))
    given = [
        _typed("so_far", "n", "m"),
        helper.make_tensor_value_info("places", TensorProto.INT32, ["m"]),
        _typed("theirs", "m"),
    ]
    body = _body(
        [
            helper.make_node("Gather", [x, "places"], ["ours"], axis=1),
            helper.make_node("Sub", ["ours", "theirs"], ["gap"]),
            *_far("gap", "far", metric),
            *_far("ours", "before", metric),
            helper.make_node("Sub", ["far", "before"], ["more"]),
            helper.make_node("Add", ["so_far", "more"], ["sum"]),
        ],
        given,
    )
    kept = graph.constant(index, np.int32), graph.constant(value)
    found = graph.node("Scan", start, *kept, body=body, num_scan_inputs=2)
    return str(graph.node("Max", found, graph.constant(0.0)))  # what rounding leaves


def _listed(rows: Any, longest: int) -> tuple[Any, Any]:
    """Return columns and numbers of a CSR matrix, shape (longest, n_rows); filled with 0."""
    lengths = np.diff(rows.indptr)
    row = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(rows.nnz) - np.repeat(rows.indptr[:-1], lengths)
    index = np.zeros((longest, len(lengths)), dtype=np.int64)
    value = np.zeros((longest, len(lengths)))
    index[place, row], value[place, row] = rows.indices, rows.data
    return index, value


def _shape(graph: Graph, x: str, n_rows: int) -> str:
    """Return how large the table of distances is."""
    return graph.concat(
        [graph.node("Shape", x, end=1), graph.constant([n_rows], np.int64)], axis=0
    )


def _typed(name: str, *shape: str | int) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.DOUBLE, list(shape))


def _far(gap: str, far: str, metric: str) -> list[Any]:
    """Return the node that makes of a difference what it adds to the distance."""
    if metric == "euclidean":
        return [helper.make_node("Mul", [gap, gap], [far])]
    return [helper.make_node("Abs", [gap], [far])]


def _body(nodes: list[Any], given: list[Any]) -> Any:
    """Return the graph that adds what one column, or one number of each row, contributes."""
    last = helper.make_tensor("last", TensorProto.INT64, [1], [1])
    return helper.make_graph(nodes, "column", given, [_typed("sum", "n", "m")], [last])
