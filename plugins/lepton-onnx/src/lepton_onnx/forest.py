"""scikit-learn's trees and what is made of them: forests and bags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx import convert
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.trees import Trees, looked_up, total
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = [
    "bagged_classes",
    "bagged_values",
    "classes",
    "grown",
    "tree_classes",
    "tree_values",
    "values",
]


def classes(forest: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a forest's probabilities: the mean of its trees'."""
    return _mean_shares(graph, x, [tree.tree_ for tree in forest.estimators_])


def tree_classes(tree: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a single tree's probabilities."""
    return _mean_shares(graph, x, [tree.tree_])


def values(forest: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a forest's estimates: the mean of its trees'."""
    return _mean_values(graph, x, [tree.tree_ for tree in forest.estimators_])


def tree_values(tree: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a single tree's estimates."""
    return _mean_values(graph, x, [tree.tree_])


def bagged_classes(bag: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a bag of classifiers."""
    found = []
    for number, (member, chosen) in enumerate(_bagged(bag)):
        if list(member.classes_) != list(range(len(bag.classes_))):
            raise ExportError(f"{graph.path}: estimator {number} has not seen all classes.")
        with graph.inside(str(number)):
            found.append(convert.probabilities(member, graph, _some(graph, x, chosen)))
    return _mean(graph, found)


def bagged_values(bag: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a bag of regressors."""
    found = []
    for number, (member, chosen) in enumerate(_bagged(bag)):
        with graph.inside(str(number)):
            found.append(convert.values(member, graph, _some(graph, x, chosen)))
    return _mean(graph, found)


def grown(trees: Trees, tree: Any, value: Any, target: int = 0) -> None:
    """Add one of scikit-learn's trees."""
    trees.add(
        left=tree.children_left,
        right=tree.children_right,
        feature=tree.feature,
        threshold=tree.threshold,
        value=value,
        missing_left=tree.missing_go_to_left.astype(bool),
        target=target,
    )


def _mean_values(graph: Graph, x: Matrix | Columns, forest: Sequence[Any]) -> str:
    trees = Trees()
    for tree in forest:
        grown(trees, tree, tree.value[:, 0, 0])
    summed = total(graph, x, trees, rounded=True)
    return graph.div(summed, graph.constant(float(len(forest))))


def _mean_shares(graph: Graph, x: Matrix | Columns, forest: Sequence[Any]) -> str:
    shares = [tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1)[:, None] for tree in forest]
    if shares[0].shape[1] == 2:
        trees = Trees()
        for tree, share in zip(forest, shares, strict=True):
            grown(trees, tree, share[:, 1])
        summed = total(graph, x, trees, rounded=True)
        return two(graph, graph.div(summed, graph.constant(float(len(forest)))))
    summed = looked_up(
        graph,
        x,
        [_adding(tree) for tree in forest],
        [share[tree.children_left < 0] for tree, share in zip(forest, shares, strict=True)],
        rounded=True,
    )
    return graph.div(summed, graph.constant(float(len(forest))))


def _adding(tree: Any) -> Callable[[Trees, Any, int], None]:
    """Return what adds a tree whose leaves have these numbers."""

    def add(trees: Trees, numbers: Any, target: int) -> None:
        value = np.zeros(tree.node_count)
        value[tree.children_left < 0] = numbers
        grown(trees, tree, value, target)

    return add


def _bagged(bag: Any) -> list[tuple[Any, list[int]]]:
    chosen = [[int(f) for f in features] for features in bag.estimators_features_]
    return list(zip(bag.estimators_, chosen, strict=True))


def _some(graph: Graph, x: Matrix | Columns, chosen: list[int]) -> Matrix | Columns:
    if chosen == list(range(x.width)):
        return x
    order = sorted(set(chosen))
    tensor = dense(graph, x, order)
    return matrix(graph.columns(tensor, [order.index(c) for c in chosen]), len(chosen))


def _mean(graph: Graph, found: list[str]) -> str:
    summed = found[0] if len(found) == 1 else graph.node("Sum", *found)
    return graph.div(summed, graph.constant(float(len(found))))
