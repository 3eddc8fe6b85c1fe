"""Linear models: a product and a sum."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.values import Columns, Dense, Matrix, dense

__all__ = [
    "affine",
    "descent",
    "descent_margins",
    "logistic",
    "margins",
    "normalised",
    "sgd",
    "sigmoid",
    "two",
    "values",
]

WIDE = 16  # outputs for which a sparse row is rather written out, if it can be
NARROW = 20_000


def affine(graph: Graph, x: Matrix | Columns, weights: Any, bias: Any = None) -> str:
    """Return ``x @ weights + bias``, without writing out what is sparse."""
    weights = np.asarray(weights, dtype=np.float64)
    if isinstance(x, Columns) or x.is_dense:
        total = graph.node("MatMul", dense(graph, x), graph.constant(weights))
    else:
        total = ""
        for start, part in x.offsets():
            share = _share(graph, part, weights[start : start + part.width])
            total = graph.add(total, share) if total else share
    if bias is None:
        return str(total)
    return graph.add(total, graph.constant(np.atleast_1d(np.asarray(bias, dtype=np.float64))))


def _share(graph: Graph, part: Any, weights: Any) -> str:
    """Return what one part of a matrix adds."""
    written = graph.constant(weights)
    if isinstance(part, Dense):
        return str(graph.node("MatMul", part.name, written))
    if weights.shape[1] > WIDE and part.width <= NARROW:
        return str(graph.node("MatMul", dense(graph, Matrix((part,))), written))
    rows = graph.node("Gather", written, part.index)  # (rows, n, outputs)
    return graph.sum(graph.mul(rows, graph.expand_last(part.value)), 1, keep=False)


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a regressor with ``coef_`` and ``intercept_``."""
    coefficients = np.asarray(model.coef_, dtype=np.float64).reshape(1, -1)
    return affine(graph, x, coefficients.T, np.ravel(model.intercept_))


def margins(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert the ``decision_function`` of a linear classifier."""
    return affine(graph, x, np.atleast_2d(model.coef_).T, np.ravel(model.intercept_))


def logistic(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a logistic regression."""
    scores = margins(model, graph, x)
    if len(model.classes_) == 2:
        return two(graph, graph.node("Sigmoid", scores))
    return str(graph.node("Softmax", scores, axis=1))


def sgd(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a linear classifier learned row by row."""
    scores = margins(model, graph, x)
    if model.loss == "log_loss":
        each = sigmoid(graph, scores)
    elif model.loss == "modified_huber":
        half = graph.constant(0.5)
        each = graph.mul(graph.add(graph.clip(scores, -1.0, 1.0), graph.constant(1.0)), half)
    else:
        raise ExportError(f"{graph.path}: SGDClassifier with loss {model.loss!r} is unknown.")
    return two(graph, each) if len(model.classes_) == 2 else normalised(graph, each)


def descent(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert our logistic regression by gradient descent."""
    return str(graph.node("Softmax", _all_scores(model, graph, x), axis=1))


def descent_margins(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert its ``decision_function``."""
    scores = _all_scores(model, graph, x)
    if len(model.classes_) > 2:
        return scores
    return graph.sub(graph.columns(scores, [1]), graph.columns(scores, [0]))


def two(graph: Graph, second: str) -> str:
    """Return the probabilities of two classes, given the second's."""
    return graph.concat([graph.sub(graph.constant(1.0), second), second])


def sigmoid(graph: Graph, scores: str) -> str:
    """Return probabilities down to the smallest double: what is divided by their sum matters.

    onnxruntime's own ``Sigmoid`` is 0 some hundred orders of magnitude too early.
    """
    size = graph.node("Exp", graph.node("Neg", graph.node("Abs", scores)))
    other = graph.add(size, graph.constant(1.0))
    low = graph.node("Less", scores, graph.constant(0.0))
    return graph.div(graph.where(low, size, graph.constant(1.0)), other)


def normalised(graph: Graph, each: str) -> str:
    """Return numbers divided by their sum; equal shares where all are zero."""
    total = graph.sum(each)
    none = graph.node("Equal", total, graph.constant(0.0))
    filled = graph.where(none, graph.constant(1.0), each)
    return graph.div(filled, graph.sum(filled))


def _all_scores(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    return affine(graph, x, model.coef_.T, model.intercept_)
