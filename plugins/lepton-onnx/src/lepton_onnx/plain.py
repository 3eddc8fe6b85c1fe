"""Models that are nearly nothing: constants, and naive Bayes."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.linear import affine
from lepton_onnx.values import Columns, Matrix, Sparse, Whole, dense

__all__ = ["counted_classes", "dummy_classifier", "dummy_regressor", "gaussian", "of_rows"]


def of_rows(graph: Graph, x: Matrix | Columns | Whole, constant: Any) -> str:
    """Return the same numbers for each row."""
    if isinstance(x, Whole):
        rows = graph.node("Shape", x.name, end=1)
    elif isinstance(x, Columns):
        rows = graph.node("Shape", next(iter(x.tensors.values())), end=1)
    else:
        part = x.parts[0]
        tensor = part.index if isinstance(part, Sparse) else part.name
        rows = graph.node("Shape", tensor, end=1)
    row = np.asarray(constant, dtype=np.float64).reshape(1, -1)
    shape = graph.concat([rows, graph.constant([row.shape[1]], np.int64)], axis=0)
    return str(graph.node("Expand", graph.constant(row), shape))


def dummy_classifier(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``DummyClassifier`` that gives the same to all."""
    if model.strategy == "prior":
        return of_rows(graph, x, model.class_prior_)
    if model.strategy == "most_frequent":
        return of_rows(graph, x, np.eye(len(model.classes_))[np.argmax(model.class_prior_)])
    raise ExportError(f"{graph.path}: DummyClassifier({model.strategy!r}) is made of chance.")


def dummy_regressor(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``DummyRegressor``."""
    return of_rows(graph, x, np.ravel(model.constant_))


def gaussian(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``GaussianNB``."""
    tensor = dense(graph, x)
    columns = []
    for mean, variance, prior in zip(model.theta_, model.var_, model.class_prior_, strict=True):
        gap = graph.sub(tensor, graph.constant(mean[None, :]))
        far = graph.sum(graph.div(graph.mul(gap, gap), graph.constant(variance[None, :])))
        with np.errstate(divide="ignore"):
            base = float(np.log(prior)) - 0.5 * float(np.sum(np.log(2.0 * np.pi * variance)))
        half = graph.mul(far, graph.constant(0.5))
        columns.append(graph.sub(graph.constant(base), half))
    return str(graph.node("Softmax", graph.concat(columns), axis=1))


def counted_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``MultinomialNB`` or ``ComplementNB``."""
    prior = model.class_log_prior_
    if type(model).__name__ == "ComplementNB" and len(model.classes_) > 1:
        prior = np.zeros_like(prior)
    scores = affine(graph, x, model.feature_log_prob_.T, prior)
    return str(graph.node("Softmax", scores, axis=1))
