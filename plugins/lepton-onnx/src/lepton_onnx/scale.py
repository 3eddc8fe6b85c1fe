"""Scaling: a difference and a quotient, in the order in which scikit-learn takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["max_abs", "min_max", "robust", "standard"]


def standard(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``StandardScaler``."""
    return _scaled(graph, x, step.mean_ if step.with_mean else None, step.scale_)


def robust(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``RobustScaler``."""
    return _scaled(graph, x, step.center_, step.scale_)


def max_abs(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``MaxAbsScaler``."""
    found = _scaled(graph, x, None, step.scale_)
    return _clipped(step, graph, found, -1.0, 1.0)


def min_max(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``MinMaxScaler``."""
    spread = graph.mul(dense(graph, x), _row(graph, step.scale_))
    found = matrix(graph.add(spread, _row(graph, step.min_)), x.width)
    return _clipped(step, graph, found, *step.feature_range)


def _scaled(graph: Graph, x: Matrix | Columns, centre: Any, scale: Any) -> Matrix:
    found = dense(graph, x)
    if centre is not None:
        found = graph.sub(found, _row(graph, centre))
    if scale is not None:
        found = graph.div(found, _row(graph, scale))
    return matrix(found, x.width)


def _clipped(step: Any, graph: Graph, found: Matrix, low: float, high: float) -> Matrix:
    if not getattr(step, "clip", False):
        return found
    return matrix(graph.clip(dense(graph, found), float(low), float(high)), found.width)


def _row(graph: Graph, values: Any) -> str:
    return graph.constant(np.asarray(values, dtype=np.float64)[None, :])
