"""Missing numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["simple"]


def simple(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``SimpleImputer`` of NaN, and its indicators."""
    absent = step.missing_values
    if not (isinstance(absent, float) and np.isnan(absent)):
        raise ExportError(f"{graph.path} fills {absent!r}; only NaN is known.")
    filling = np.asarray(step.statistics_, dtype=np.float64)
    kept = np.flatnonzero(~np.isnan(filling) | bool(step.keep_empty_features))
    tensor = dense(graph, x)
    missing = graph.node("IsNaN", tensor)
    filled = graph.where(missing, graph.constant(np.nan_to_num(filling)[None, :]), tensor)
    found, width = filled, x.width
    if len(kept) < width:
        found, width = graph.columns(filled, kept.tolist()), len(kept)
    if step.add_indicator and len(step.indicator_.features_):
        told = [int(position) for position in step.indicator_.features_]
        flags = graph.columns(graph.cast(missing, DOUBLE), told)
        found, width = graph.concat([found, flags]), width + len(told)
    return matrix(found, width)
