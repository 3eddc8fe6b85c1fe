"""The estimators of lepton-keras: what their networks are given, and what they say."""

from __future__ import annotations

from typing import Any

from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.keras.feeds import fed
from lepton_onnx.keras.follow import followed
from lepton_onnx.linear import two

__all__ = ["classes", "values"]

TINY = 1e-12


def classes(model: Any, graph: Graph, x: Any) -> str:
    """Convert a ``KerasClassifier``."""
    found = _said(model, graph, x)
    if model.model_.output_shape[-1] == 1:
        return two(graph, found)
    total = graph.node("Max", graph.sum(found), graph.constant(TINY))
    return graph.div(found, str(total))


def values(model: Any, graph: Graph, x: Any) -> str:
    """Convert a ``KerasRegressor`` of one number."""
    return _said(model, graph, x)


def _said(model: Any, graph: Graph, x: Any) -> str:
    with graph.inside("network"):
        given = fed(model.network_, model.model_, graph, x)
        return graph.cast(followed(model.model_, graph, given).name, DOUBLE)
