"""Projections onto fewer columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.linear import affine
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["centred", "truncated"]


def truncated(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``TruncatedSVD``."""
    return matrix(affine(graph, x, step.components_.T), len(step.components_))


def centred(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``PCA``."""
    middle = graph.constant(np.asarray(step.mean_, dtype=np.float64)[None, :])
    moved = matrix(graph.sub(dense(graph, x), middle), x.width)
    found = affine(graph, moved, step.components_.T)
    if step.whiten:
        scale = np.sqrt(step.explained_variance_)
        scale = np.maximum(scale, np.finfo(scale.dtype).eps)
        found = graph.div(found, graph.constant(scale[None, :].astype(np.float64)))
    return matrix(found, len(step.components_))
