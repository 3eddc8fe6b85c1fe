"""Kernel machines, and the map that stands in for a kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.linear import affine
from lepton_onnx.values import Columns, Matrix, matrix

__all__ = ["margins", "nystroem", "values"]

MOST = 200_000_000  # numbers that the rows compared with may hold


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert an ``SVR``."""
    alike = _alike(graph, x, _rows(model.support_vectors_), model.kernel, _width(model))
    return affine(graph, alike, _rows(model.dual_coef_).T, model.intercept_)


def margins(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert the ``decision_function`` of an ``SVC``."""
    alike = _alike(graph, x, _rows(model.support_vectors_), model.kernel, _width(model))
    if len(model.classes_) == 2:
        return affine(graph, alike, _rows(model.dual_coef_).T, model.intercept_)
    pairs = affine(graph, alike, _of_pairs(model), model.intercept_)
    if model.decision_function_shape != "ovr":
        return pairs
    return _one_against_all(graph, pairs, len(model.classes_))


def nystroem(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``Nystroem`` map."""
    rows = _rows(step.components_)
    gamma = step.gamma if step.gamma is not None else 1.0 / rows.shape[1]
    alike = _alike(graph, x, rows, step.kernel, gamma)
    return matrix(affine(graph, alike, step.normalization_.T), step.normalization_.shape[0])


def _alike(graph: Graph, x: Matrix | Columns, rows: Any, kernel: Any, gamma: float) -> Matrix:
    """Return how alike each row is to those that the machine keeps."""
    if kernel != "rbf":
        raise ExportError(f"{graph.path} has the kernel {kernel!r}; only 'rbf' is known.")
    if rows.size > MOST:
        raise ExportError(f"{graph.path} keeps {rows.shape} numbers, too many for one file.")
    product = affine(graph, x, rows.T)
    lengths = graph.constant((rows**2).sum(axis=1)[None, :])
    if isinstance(x, Columns) or x.is_dense:
        # Of the constant that is multiplied with: both fit together even where it is rounded.
        kept = graph.constant(rows.T)
        lengths = graph.sum(graph.mul(kept, kept), 0)
    distance = graph.sub(
        graph.add(_squared_length(graph, x), lengths), graph.add(product, product)
    )
    distance = graph.node("Max", distance, graph.constant(0.0))
    return matrix(
        graph.node("Exp", graph.mul(distance, graph.constant(-float(gamma)))), len(rows)
    )


def _squared_length(graph: Graph, x: Matrix | Columns) -> str:
    """Return the sum of squares of each row."""
    if isinstance(x, Columns):
        pieces = list(x.tensors.values())
    else:
        pieces = [
            getattr(part, "value", part.name if hasattr(part, "name") else "")
            for part in x.parts
        ]
    sums = [graph.sum(graph.mul(piece, piece)) for piece in pieces]
    return sums[0] if len(sums) == 1 else str(graph.node("Sum", *sums))


def _rows(values: Any) -> Any:
    found = values.toarray() if hasattr(values, "toarray") else values
    return np.asarray(found, dtype=np.float64)


def _width(model: Any) -> float:
    return float(model._gamma)


def _of_pairs(model: Any) -> Any:
    """Return the coefficients of the machine of each pair of classes, as columns."""
    dual = _rows(model.dual_coef_)
    ends = np.cumsum([0, *model.n_support_])
    spans = [slice(ends[k], ends[k + 1]) for k in range(len(model.classes_))]
    columns = []
    for one in range(len(spans)):
        for other in range(one + 1, len(spans)):
            column = np.zeros(dual.shape[1])
            column[spans[one]] = dual[other - 1, spans[one]]
            column[spans[other]] = dual[one, spans[other]]
            columns.append(column)
    return np.column_stack(columns)


def _one_against_all(graph: Graph, pairs: str, n_classes: int) -> str:
    """Return votes of the pairs, ties broken by how sure they are."""
    pick = np.zeros((n_classes * (n_classes - 1) // 2, n_classes))
    second = pick.copy()
    k = 0
    for one in range(n_classes):
        for other in range(one + 1, n_classes):
            pick[k, one], second[k, other] = 1.0, 1.0
            k += 1
    lost = graph.cast(graph.node("Less", pairs, graph.constant(0.0)), DOUBLE)
    won = graph.sub(graph.constant(1.0), lost)
    votes = graph.add(
        graph.node("MatMul", won, graph.constant(pick)),
        graph.node("MatMul", lost, graph.constant(second)),
    )
    sure = graph.node("MatMul", pairs, graph.constant(pick - second))
    size = graph.add(graph.node("Abs", sure), graph.constant(1.0))
    return graph.add(votes, graph.div(sure, graph.mul(size, graph.constant(3.0))))
