"""LightGBM's boosted trees, its own estimators' and those of lepton-boosting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.plain import of_rows
from lepton_onnx.trees import AT_MOST, MEMBER, Trees, total
from lepton_onnx.values import Columns, Dense, Matrix, dense

__all__ = ["classes", "our_classes", "our_values", "values"]

AS_THEY_ARE = ("regression", "regression_l1", "huber", "fair", "quantile", "mape")
OPERATIONS = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}
LOGARITHMS = ("poisson", "gamma", "tweedie")


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``LGBMRegressor``."""
    return _estimates(model.booster_, graph, x, model.best_iteration_)


def classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``LGBMClassifier``."""
    return _shares(model.booster_, graph, x, model.best_iteration_)


def our_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a regressor of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, [model.offset_ + model.scale_ * model.prior_[0]])
    x = _widened(model, graph, x)
    found = graph.mul(_estimates(model.booster_, graph, x), graph.constant(model.scale_))
    return graph.add(found, graph.constant(model.offset_))


def our_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a classifier of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, model.prior_)
    return _shares(model.booster_, graph, _widened(model, graph, x))


def _widened(model: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Return x with what is made of its columns."""
    steps = model.features_.steps_ if model.features_ is not None else ()
    if not steps:
        return x
    made = []
    for name, operation in OPERATIONS.items():
        pairs = [(a, b) for step, a, b in steps if step == name]
        if pairs:
            one, other = (_in_order(graph, x, side) for side in zip(*pairs, strict=True))
            made.append(str(graph.node(operation, one, other)))
    order = sorted(range(len(steps)), key=lambda i: list(OPERATIONS).index(steps[i][0]))
    found = graph.columns(graph.concat(made), np.argsort(order))
    found = graph.where(graph.node("IsInf", found), graph.constant(np.nan), found)
    parts = x.parts if isinstance(x, Matrix) else (Dense(dense(graph, x), x.width),)
    return Matrix((*parts, Dense(found, len(steps))))


def _in_order(graph: Graph, x: Matrix | Columns, wanted: Sequence[int]) -> str:
    """Return columns in any order, each as often as it is wanted."""
    known = sorted(set(wanted))
    return graph.columns(dense(graph, x, known), [known.index(j) for j in wanted])


def _estimates(booster: Any, graph: Graph, x: Matrix | Columns, best: int | None = None) -> str:
    told = booster.dump_model(num_iteration=best or None)
    objective = told["objective"].split()[0]
    raw = _raw(told, graph, x)
    if objective in LOGARITHMS:
        return str(graph.node("Exp", raw))
    if objective in AS_THEY_ARE and "sqrt" not in told["objective"].split():
        return raw
    raise ExportError(f"{graph.path}: LightGBM's objective {told['objective']!r} is unknown.")


def _shares(booster: Any, graph: Graph, x: Matrix | Columns, best: int | None = None) -> str:
    told = booster.dump_model(num_iteration=best or None)
    objective, *rest = told["objective"].split()
    options = dict(part.partition(":")[::2] for part in rest)
    raw = _raw(told, graph, x)
    if objective == "multiclass":
        return str(graph.node("Softmax", raw, axis=1))
    if objective not in ("binary", "multiclassova"):
        raise ExportError(f"{graph.path}: LightGBM's objective {objective!r} is unknown.")
    steep = graph.constant(float(options.get("sigmoid", 1.0)))
    each = graph.node("Sigmoid", graph.mul(raw, steep))
    return two(graph, each) if objective == "binary" else str(each)


def _raw(told: Mapping[str, Any], graph: Graph, x: Matrix | Columns) -> str:
    trees = Trees()
    n_targets = int(told["num_tree_per_iteration"])
    for number, tree in enumerate(told["tree_info"]):
        _add(trees, tree["tree_structure"], number % n_targets, graph)
    summed = total(graph, x, trees, n_targets)
    if told.get("average_output"):
        n_rounds = len(told["tree_info"]) // n_targets
        summed = graph.div(summed, graph.constant(float(n_rounds)))
    return summed


def _add(trees: Trees, root: Mapping[str, Any], target: int, graph: Graph) -> None:
    nodes = _listed(root)
    place = {id(node): position for position, node in enumerate(nodes)}
    inner = ["left_child" in node for node in nodes]
    categorical = [node.get("decision_type") == "==" for node in nodes]
    trees.add(
        left=[
            place[id(n["left_child"])] if i else -1 for n, i in zip(nodes, inner, strict=True)
        ],
        right=[
            place[id(n["right_child"])] if i else -1 for n, i in zip(nodes, inner, strict=True)
        ],
        feature=[node.get("split_feature", 0) for node in nodes],
        threshold=[
            0.0 if c else float(node.get("threshold", 0.0))
            for node, c in zip(nodes, categorical, strict=True)
        ],
        value=[float(node.get("leaf_value", 0.0)) for node in nodes],
        missing_left=[_missing_left(node, graph) for node in nodes],
        mode=np.where(categorical, MEMBER, AT_MOST),
        members={
            position: [int(code) for code in str(node["threshold"]).split("||")]
            for position, node in enumerate(nodes)
            if categorical[position]
        },
        target=target,
    )


def _listed(root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return all nodes of a tree, the root first."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if "left_child" in node:
            waiting += [node["right_child"], node["left_child"]]
    return found


def _missing_left(node: Mapping[str, Any], graph: Graph) -> bool:
    """Return which way NaN goes; where none was seen, LightGBM takes it for 0."""
    if "left_child" not in node or node["decision_type"] == "==":
        return False
    if node["missing_type"] == "Zero":
        raise ExportError(f"{graph.path}: LightGBM with zero_as_missing is not known.")
    if node["missing_type"] == "NaN":
        return bool(node["default_left"])
    return float(node["threshold"]) >= 0.0
