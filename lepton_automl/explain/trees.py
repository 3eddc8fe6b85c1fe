"""Exact Shapley values of trees and of sums of trees, on input columns.

For a row, a row of the background and a leaf, each column of the leaf's path is one whose
value the path allows in the first row, in the second, in both or in neither. That alone says
when the leaf is reached by a mixture of the two rows, and what each column has to do with it.
Lundberg et al.: From local explanations to global understanding with explainable AI for trees,
Nature Machine Intelligence 2020 (the interventional form); here with columns, each of which may
own several prepared features, in place of features.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.explain.columns import Columns
from lepton_automl.explain.separable import owners

__all__ = ["trees"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
EXACT = 1e-6  # of the predictions' spread
DEEPEST = 60  # columns on one path that the table of weights has room for


@dataclass(frozen=True, eq=False)
class _Tree:
    """A tree as arrays with an entry for each node."""

    feature: Any
    threshold: Any
    left: Any
    right: Any
    missing_left: Any
    leaf: Any
    value: Any
    dtype: Any


def trees(
    member: Any, rows: Columns, background: Columns, *, predicted: Any, seconds: float
) -> Array | None:
    """Return the Shapley values of every row's columns, or None where they cannot be had.

    Parameters
    ----------
    member : Pipeline
        Preparation, then a forest, a tree or the boosting of numbers, all of scikit-learn.
    rows, background : Columns
        What is explained, and what it is compared with.
    predicted : tuple of ndarray
        What the member predicts for both, of shape (n_rows, n_outputs).
    seconds : float
        About how long it may take.

    Returns
    -------
    ndarray of shape (n_rows, n_columns, n_outputs) or None
        None if the estimator is another one, a feature depends on several columns, it takes too
        long, or the values do not add up to the prediction.
    """
    steps = getattr(member, "steps", None) or [("estimator", member)]
    made = list(_trees(steps[-1][1]))
    if not made or max(len(t.feature) for t in made) < 1:
        return None
    found = owners(member[:-1] if len(steps) > 1 else None, rows, background)
    if found is None:
        return None
    values = _all(made, *found, width=rows.width, seconds=seconds)
    if values is None:
        return None
    ours, theirs = predicted
    whole = ours - theirs.mean(axis=0)
    allowed = EXACT * max(float(np.ptp(np.concatenate([ours, theirs]), axis=0).max()), 1e-12)
    right = values.shape[2] == whole.shape[1]
    return values if right and np.abs(values.sum(axis=1) - whole).max() <= allowed else None


def _trees(estimator: Any) -> Iterator[_Tree]:
    """Yield the trees whose leaves' values add up to the prediction, but for a constant."""
    name = type(estimator).__name__
    if name.endswith(("ForestClassifier", "ForestRegressor", "TreesClassifier")) or (
        name == "ExtraTreesRegressor"
    ):
        parts = estimator.estimators_
        yield from (_plain(part.tree_, 1 / len(parts)) for part in parts)
    elif name in ("DecisionTreeClassifier", "DecisionTreeRegressor"):
        yield _plain(estimator.tree_, 1.0)
    elif name == "GradientBoostingRegressor":
        rate = estimator.learning_rate
        yield from (_plain(part.tree_, rate) for part in estimator.estimators_[:, 0])
    elif name == "HistGradientBoostingRegressor":
        parts = [part for (part,) in estimator._predictors]
        if not any(part.nodes["is_categorical"].any() for part in parts):
            yield from map(_histogram, parts)


def _plain(tree: Any, share: float) -> _Tree:
    value = tree.value[:, 0, :]
    if tree.max_n_classes > 1:
        value = value / value.sum(axis=1, keepdims=True)
    return _Tree(
        feature=tree.feature,
        threshold=tree.threshold,
        left=tree.children_left,
        right=tree.children_right,
        missing_left=np.asarray(tree.missing_go_to_left, dtype=bool),
        leaf=tree.children_left < 0,
        value=value * share,
        dtype=np.float32,
    )


def _histogram(part: Any) -> _Tree:
    nodes = part.nodes
    return _Tree(
        feature=nodes["feature_idx"],
        threshold=nodes["num_threshold"],
        left=nodes["left"],
        right=nodes["right"],
        missing_left=nodes["missing_go_to_left"].astype(bool),
        leaf=nodes["is_leaf"].astype(bool),
        value=nodes["value"][:, None],
        dtype=np.float64,
    )


def _all(
    made: list[_Tree], owner: Any, ours: Any, theirs: Any, *, width: int, seconds: float
) -> Array | None:
    """Return the sum over all trees, or None when it is seen that it would take too long."""
    started = time.monotonic()
    found = np.zeros((len(ours), width, made[0].value.shape[1]))
    for done, tree in enumerate(made, start=1):
        _one(tree, owner, ours, theirs, found)
        taken = time.monotonic() - started
        if taken / done * len(made) > seconds and taken > seconds / 10:
            return None
    return found / len(theirs)


def _one(tree: _Tree, owner: Any, ours: Any, theirs: Any, found: Array) -> None:
    """Add what the leaves of one tree give, walking down from the root."""
    mine, others = _goes_left(tree, ours), _goes_left(tree, theirs)
    everywhere = np.ones((len(ours), len(theirs)), dtype=bool)
    stack: list[tuple[int, dict[int, tuple[Flags, Flags]], Flags]] = [(0, {}, everywhere)]
    while stack:
        node, path, reached = stack.pop()
        if tree.leaf[node]:
            _leaf(path, reached, tree.value[node], found)
            continue
        column = int(owner[tree.feature[node]])
        for child, side in ((tree.left[node], True), (tree.right[node], False)):
            a, b = (flags[:, node] == side for flags in (mine, others))
            if column in path:
                a, b = a & path[column][0], b & path[column][1]
            both = reached & (a[:, None] | b[None, :])
            if both.any():
                stack.append((int(child), {**path, column: (a, b)}, both))


def _goes_left(tree: _Tree, prepared: Any) -> Flags:
    # A missing value stands as infinity here.
    values = prepared[:, np.where(tree.leaf, 0, tree.feature)].astype(tree.dtype)
    found: Flags = np.where(np.isinf(values), tree.missing_left, values <= tree.threshold)
    return found


def _leaf(
    path: dict[int, tuple[Flags, Flags]], reached: Flags, value: Array, found: Array
) -> None:
    if not path or len(path) > DEEPEST:
        return  # a leaf alone says nothing of any column; too deep is seen by the sums
    columns = list(path)
    mine = np.stack([path[c][0] for c in columns], axis=1).astype(np.float64)
    others = np.stack([path[c][1] for c in columns], axis=1).astype(np.float64)
    first = (mine @ (1 - others).T).astype(np.intp)  # columns that must come from the row
    second = ((1 - mine) @ others.T).astype(np.intp)  # and those that must not
    gains = np.where(reached, GAIN[first, second], 0.0)
    losses = np.where(reached, GAIN[second, first], 0.0)
    share = mine * (gains @ (1 - others)) - (1 - mine) * (losses @ others)
    found[:, columns, :] += share[:, :, None] * value


def _gain(first: int, second: int) -> float:
    """Return how often a column completes `first` columns before any of `second` came."""
    if first == 0:
        return 0.0
    return factorial(first - 1) * factorial(second) / factorial(first + second)


GAIN = np.array([[_gain(a, b) for b in range(DEEPEST + 1)] for a in range(DEEPEST + 1)])
