"""Probabilities made honest: sigmoids, steps, and a temperature."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx import convert
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.quantile import interpolated
from lepton_onnx.values import Columns, Matrix

__all__ = ["calibrated"]

LEAST = 1e-12  # what scikit-learn adds before it takes a logarithm


def calibrated(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``CalibratedClassifierCV``: the mean of what it has calibrated."""
    found = []
    for number, one in enumerate(model.calibrated_classifiers_):
        if len(one.classes) != len(model.classes_):
            raise ExportError(f"{graph.path}: a calibrated classifier lacks classes.")
        with graph.inside(f"calibrated {number}"):
            found.append(_one(one, graph, x))
    if len(found) == 1:
        return found[0]
    return graph.div(graph.node("Sum", *found), graph.constant(float(len(found))))


def _one(one: Any, graph: Graph, x: Matrix | Columns) -> str:
    estimator, n_classes = one.estimator, len(one.classes)
    if hasattr(estimator, "decision_function"):
        said = convert.scores(estimator, graph, x)
        shares = False
    else:
        said = convert.probabilities(estimator, graph, x)
        shares = True
    if one.method == "temperature":
        return _tempered(one.calibrators[0], graph, said, n_classes, shares)
    if shares and n_classes == 2:
        said = graph.columns(said, [1])
    width = 1 if n_classes == 2 else n_classes
    each = [
        _calibrator(calibrator, graph, graph.columns(said, [k]))
        for k, calibrator in zip(range(width), one.calibrators, strict=True)
    ]
    return two(graph, each[0]) if n_classes == 2 else _shares(graph, each)


def _calibrator(calibrator: Any, graph: Graph, said: str) -> str:
    name = type(calibrator).__name__
    if name == "_SigmoidCalibration":
        line = graph.mul(said, graph.constant(float(calibrator.a_)))
        line = graph.add(line, graph.constant(float(calibrator.b_)))
        return str(graph.node("Sigmoid", graph.node("Neg", line)))
    if name == "IsotonicRegression":
        points = np.asarray(calibrator.X_thresholds_, dtype=np.float64)
        heights = np.asarray(calibrator.y_thresholds_, dtype=np.float64)
        if len(points) == 1:
            return graph.add(graph.mul(said, graph.constant(0.0)), graph.constant(heights[0]))
        return interpolated(graph, said, points[None, :], heights[None, :])
    raise ExportError(f"{graph.path}: calibration by {name} is not known.")


def _shares(graph: Graph, each: list[str]) -> str:
    """Return probabilities divided by their sum; equal ones where all are zero."""
    from lepton_onnx.linear import normalised

    return normalised(graph, graph.concat(each))


def _tempered(calibrator: Any, graph: Graph, said: str, n_classes: int, shares: bool) -> str:
    """Convert temperature scaling: of logarithms if it is given probabilities."""
    if shares:
        if n_classes == 2:
            said = two(graph, graph.columns(said, [1]))
        said = graph.node("Log", graph.add(said, graph.constant(LEAST)))
    elif n_classes == 2:
        said = graph.concat([graph.node("Neg", said), said])
    scaled = graph.mul(said, graph.constant(float(calibrator.beta_)))
    return str(graph.node("Softmax", scaled, axis=1))
