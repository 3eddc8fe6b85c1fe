"""XGBoost's boosted trees, its own estimators' and those of lepton-boosting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.plain import of_rows
from lepton_onnx.trees import BELOW, MEMBER, Trees, single, total
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["classes", "our_classes", "our_values", "values"]

AS_THEY_ARE = (
    "reg:squarederror",
    "reg:absoluteerror",
    "reg:pseudohubererror",
    "reg:quantileerror",
)
LOGARITHMS = ("count:poisson", "reg:gamma", "reg:tweedie")


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``XGBRegressor``."""
    return _estimates(_best(model), graph, x, _AsLearned())


def classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``XGBClassifier``."""
    return _shares(_best(model), graph, x, _AsLearned())


def our_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a regressor of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, [model.offset_])
    found = _estimates(model.booster_, graph, x, _AsLearned(model))
    found = graph.mul(found, graph.constant(model.scale_))
    return graph.add(found, graph.constant(model.offset_))


def our_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a classifier of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, model.prior_)
    return _shares(model.booster_, graph, x, _AsLearned(model))


def _best(model: Any) -> Any:
    """Return the rounds that predictions are made with."""
    booster = model.get_booster()
    best = booster.attr("best_iteration")
    if not np.isnan(model.missing):
        raise ExportError(f"XGBoost with missing={model.missing!r} is not known; only NaN is.")
    return booster if best is None else booster[: int(best) + 1]


class _AsLearned:
    """Makes columns what the booster knows: unknown categories are missing.

    Parameters
    ----------
    model : estimator or None
        Of lepton-boosting; None where numbers are taken as they are.
    """

    def __init__(self, model: Any = None) -> None:
        self.model = model

    def columns(self, indices: Any) -> Any:
        """Return where the columns are that the booster has at these places."""
        if self.model is None:
            return indices
        return np.arange(len(self.model._types))[self.model._columns][indices]

    def __call__(self, graph: Graph, tensor: str, used: Any) -> str:
        """Return the columns in single precision."""
        width = len(used)
        tensor = dense(graph, single(graph, matrix(tensor, width)))
        if self.model is None:
            return tensor
        nothing = graph.constant(np.nan)
        codes = np.flatnonzero(self.model._types == "c")
        low, high = (
            np.full(len(self.model._types), -np.inf),
            np.full(len(self.model._types), np.inf),
        )
        low[codes], high[codes] = 0.0, np.asarray(self.model._top, dtype=np.float64)
        below = graph.node("Less", tensor, graph.constant(low[used][None, :]))
        above = graph.node("Greater", tensor, graph.constant(high[used][None, :]))
        return graph.where(graph.node("Or", below, above), nothing, tensor)


def _estimates(booster: Any, graph: Graph, x: Matrix | Columns, change: _AsLearned) -> str:
    told = json.loads(bytes(booster.save_raw("json")))["learner"]
    objective = told["objective"]["name"]
    if objective in LOGARITHMS:
        return str(graph.node("Exp", _raw(told, graph, x, np.log, change)))
    if objective in AS_THEY_ARE:
        return _raw(told, graph, x, lambda start: start, change)
    raise ExportError(f"{graph.path}: XGBoost's objective {objective!r} is unknown.")


def _shares(booster: Any, graph: Graph, x: Matrix | Columns, change: _AsLearned) -> str:
    told = json.loads(bytes(booster.save_raw("json")))["learner"]
    objective = told["objective"]["name"]
    if objective in ("multi:softprob", "multi:softmax"):
        return str(
            graph.node("Softmax", _raw(told, graph, x, lambda start: start, change), axis=1)
        )
    if objective == "binary:logistic":
        raw = _raw(told, graph, x, lambda start: np.log(start / (1.0 - start)), change)
        return two(graph, graph.node("Sigmoid", raw))
    raise ExportError(f"{graph.path}: XGBoost's objective {objective!r} is unknown.")


def _raw(
    told: Mapping[str, Any],
    graph: Graph,
    x: Matrix | Columns,
    to_margin: Any,
    change: _AsLearned,
) -> str:
    """Return the sum of the trees and of what they start from."""
    model = told["gradient_booster"]
    if model["name"] != "gbtree":
        raise ExportError(f"{graph.path}: XGBoost's booster {model['name']!r} is unknown.")
    params = told["learner_model_param"]
    n_targets = max(1, int(params["num_class"]))
    start = to_margin(np.atleast_1d(np.array(json.loads(params["base_score"]), dtype=float)))
    start = np.broadcast_to(start, (n_targets,))[None, :]
    trees = Trees()
    for tree, target in zip(model["model"]["trees"], model["model"]["tree_info"], strict=True):
        _add(trees, tree, int(target), change)
    return graph.add(total(graph, x, trees, n_targets, change=change), graph.constant(start))


def _add(trees: Trees, tree: Mapping[str, Any], target: int, change: _AsLearned) -> None:
    left, right = (
        np.array(tree[f"{side}_children"], dtype=np.int64) for side in ("left", "right")
    )
    categorical = np.array(tree["split_type"], dtype=bool) & (left >= 0)
    conditions = np.array(tree["split_conditions"], dtype=np.float32).astype(np.float64)
    missing_left = np.array(tree["default_left"], dtype=bool)
    sets = zip(
        tree["categories_nodes"],
        tree["categories_segments"],
        tree["categories_sizes"],
        strict=True,
    )
    trees.add(
        # What is in a set goes right in XGBoost, and left here.
        left=np.where(categorical, right, left),
        right=np.where(categorical, left, right),
        feature=change.columns(np.array(tree["split_indices"], dtype=np.int64)),
        threshold=conditions,
        value=conditions,
        missing_left=missing_left ^ categorical,
        mode=np.where(categorical, MEMBER, BELOW),
        members={node: tree["categories"][at : at + size] for node, at, size in sets},
        target=target,
    )
