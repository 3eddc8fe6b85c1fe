"""What holds members together: votes, thresholds, scaled targets."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from lepton_automl.plugin import ExportError
from lepton_onnx import convert
from lepton_onnx.graph import Graph
from lepton_onnx.values import Columns, Matrix

__all__ = [
    "all_classes",
    "frozen",
    "frozen_values",
    "inner",
    "on_target",
    "voted_classes",
    "voted_values",
]


def voted_classes(vote: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``VotingClassifier`` of probabilities."""
    if vote.voting != "soft":
        raise ExportError(f"{graph.path}: VotingClassifier(voting='hard') is not known.")
    return _averaged(vote, graph, x, convert.probabilities)


def voted_values(vote: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``VotingRegressor``."""
    return _averaged(vote, graph, x, convert.values)


def inner(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert the probabilities of a classifier with a threshold: they are its estimator's."""
    return convert.probabilities(model.estimator_, graph, x)


def frozen(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a frozen classifier."""
    return convert.probabilities(model.estimator, graph, x)


def frozen_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a frozen regressor."""
    return convert.values(model.estimator, graph, x)


def all_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert our ``AllClasses``: classes never seen have probability zero."""
    seen = convert.probabilities(model.estimator, graph, x)
    places = np.asarray(model.estimator.classes_, dtype=int)
    spread = np.zeros((len(places), model.n_classes))
    spread[np.arange(len(places)), places] = 1.0
    return str(graph.node("MatMul", seen, graph.constant(spread)))


def on_target(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``TransformedTargetRegressor`` with a scaled target, within bounds or not."""
    steps = [model.transformer_]
    if isinstance(steps[0], Pipeline):
        steps = [step for _, step in steps[0].steps]
    found = convert.values(model.regressor_, graph, x)
    for step in reversed(steps):
        found = _untransformed(step, graph, found)
    return found


def _untransformed(step: Any, graph: Graph, found: str) -> str:
    name = type(step).__name__
    if name == "StandardScaler":
        scaled = found
        if step.scale_ is not None:
            scaled = graph.mul(found, graph.constant(float(step.scale_[0])))
        shift = step.mean_ if step.with_mean else None
        return scaled if shift is None else graph.add(scaled, graph.constant(float(shift[0])))
    inverse = getattr(step, "inverse_func", name)
    if inverse is np.clip:
        low, high = (float(np.ravel(step.inv_kw_args[end])[0]) for end in ("a_min", "a_max"))
        return graph.clip(found, low, high)
    if inverse is None:
        return found
    raise ExportError(f"{graph.path}: a target transformed by {name} is not known.")


def _averaged(vote: Any, graph: Graph, x: Matrix | Columns, convert_one: Any) -> str:
    names = list(vote.named_estimators_)
    weights = np.ones(len(names)) if vote.weights is None else np.asarray(vote.weights, float)
    shares = []
    for name, member, weight in zip(names, vote.estimators_, weights, strict=True):
        if weight == 0:
            continue
        with graph.inside(str(name)):
            shares.append(
                graph.mul(convert_one(member, graph, x), graph.constant(float(weight)))
            )
    summed = shares[0] if len(shares) == 1 else graph.node("Sum", *shares)
    return graph.div(summed, graph.constant(float(weights.sum())))
