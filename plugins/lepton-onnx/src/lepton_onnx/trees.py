"""Decision trees of any library as one node of a graph, in double precision.

ONNX's ``TreeEnsemble`` knows all that they need: which way a missing number goes, and sets of
categories. A converter gathers `Trees` and `total` writes the node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import numpy_helper

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, FLOAT, INT64, Graph
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["AT_MOST", "BELOW", "MEMBER", "UNLIKE", "Trees", "looked_up", "single", "total"]

# How a split compares: x <= threshold, x < threshold, x != threshold, x in set.
AT_MOST, BELOW, UNLIKE, MEMBER = 0, 1, 5, 6
NEVER = -np.inf
AT_ONCE = 4096  # numbers a row that are looked up together, for many trees of many outputs
LARGEST = float(np.finfo(np.float32).max)
MOST_NODES = 40_000_000  # a file has at most two gigabytes, at about forty bytes a node


@dataclass(eq=False)
class Trees:
    """Trees, as arrays of all their splits and leaves."""

    feature: list[Any] = field(default_factory=list)
    threshold: list[Any] = field(default_factory=list)
    mode: list[Any] = field(default_factory=list)
    missing_left: list[Any] = field(default_factory=list)
    left: list[Any] = field(default_factory=list)
    right: list[Any] = field(default_factory=list)
    left_is_leaf: list[Any] = field(default_factory=list)
    right_is_leaf: list[Any] = field(default_factory=list)
    weight: list[Any] = field(default_factory=list)
    target: list[Any] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    members: list[float] = field(default_factory=list)
    n_splits: int = 0
    n_leaves: int = 0

    def add(
        self,
        *,
        left: Any,
        right: Any,
        feature: Any,
        threshold: Any,
        value: Any,
        missing_left: Any,
        mode: Any = AT_MOST,
        members: dict[int, Any] | None = None,
        target: int = 0,
    ) -> None:
        """Add one tree.

        Parameters
        ----------
        left, right : array of int of shape (n_nodes,)
            The nodes below each; negative for a leaf. The first node is the root.
        feature, threshold : array of shape (n_nodes,)
            What a split compares; it goes left if that holds.
        value : array of shape (n_nodes,)
            What a leaf gives.
        missing_left : array of bool of shape (n_nodes,)
            Which way NaN goes; left for `UNLIKE`, as NaN is unlike any number.
        mode : int or array of shape (n_nodes,)
            How a split compares.
        members : mapping from node to sequence of numbers
            The sets of splits of mode `MEMBER`.
        target : int
            Which output the tree adds to.
        """
        left, right = np.asarray(left, np.int64), np.asarray(right, np.int64)
        leaf = left < 0
        place = np.where(leaf, np.cumsum(leaf) - 1 + self.n_leaves, 0)
        place = np.where(leaf, place, np.cumsum(~leaf) - 1 + self.n_splits)
        self.roots.append(self.n_splits)
        self.weight.append(np.asarray(value, np.float64)[leaf])
        self.target.append(np.full(int(leaf.sum()), target))
        modes = np.broadcast_to(np.asarray(mode, np.uint8), left.shape).copy()
        thresholds = np.asarray(threshold, np.float64).copy()
        for node, allowed in sorted((members or {}).items()):
            if len(allowed):
                self.members += [*map(float, allowed), np.nan]
            else:  # an empty set is written as what never holds
                modes[node], thresholds[node] = AT_MOST, NEVER
        if leaf[0]:
            self._lonely(place[0])
        else:
            inner = ~leaf
            to_left, to_right = left[inner], right[inner]
            self._splits(
                np.asarray(feature)[inner],
                thresholds[inner],
                modes[inner],
                np.asarray(missing_left)[inner],
                (place[to_left], place[to_right], leaf[to_left], leaf[to_right]),
            )
        self.n_leaves += int(leaf.sum())

    @property
    def features(self) -> Any:
        """The features that splits look at, ascending."""
        return np.unique(np.concatenate(self.feature)) if self.feature else np.array([0])

    def _lonely(self, leaf: int) -> None:
        """Add a tree of one leaf: a split both ways of which lead there."""
        one = np.array([True])
        ends = (np.array([leaf]), np.array([leaf]), one, one)
        self._splits(np.array([0]), np.array([0.0]), np.array([AT_MOST], np.uint8), one, ends)

    def _splits(
        self, feature: Any, threshold: Any, mode: Any, missing_left: Any, ends: Any
    ) -> None:
        left, right, left_is_leaf, right_is_leaf = ends
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.mode.append(mode)
        self.missing_left.append(missing_left)
        self.left.append(left)
        self.right.append(right)
        self.left_is_leaf.append(left_is_leaf)
        self.right_is_leaf.append(right_is_leaf)
        self.n_splits += len(feature)


def total(
    graph: Graph,
    x: Matrix | Columns,
    trees: Trees,
    n_targets: int = 1,
    *,
    rounded: bool = False,
    change: Callable[[Graph, str, Any], str] | None = None,
) -> str:
    """Return the sums of what the trees give, of shape (rows, n_targets).

    Parameters
    ----------
    graph : Graph
    x : Matrix or Columns
        Only what splits look at is written out.
    trees : Trees
    n_targets : int
    rounded : bool
        Whether the library compares numbers rounded to 32 bits.
    change : callable or None
        ``(graph, tensor, columns) -> tensor``: what a library does with numbers before it
        compares them, given those columns alone.
    """
    if trees.n_splits + trees.n_leaves > MOST_NODES:
        raise ExportError(
            f"{graph.path} has {trees.n_splits + trees.n_leaves} nodes, more than fit into one "
            "file. Fit with fewer or smaller trees."
        )
    used = trees.features
    source = dense(graph, x, [int(f) for f in used])
    if change is not None:
        source = change(graph, source, used)
    if rounded:
        source = graph.cast(graph.cast(source, FLOAT), DOUBLE)
    written = {
        "nodes_featureids": _listed(trees.feature, lambda f: np.searchsorted(used, f)),
        "nodes_truenodeids": _listed(trees.left),
        "nodes_falsenodeids": _listed(trees.right),
        "nodes_trueleafs": _listed(trees.left_is_leaf),
        "nodes_falseleafs": _listed(trees.right_is_leaf),
        "nodes_missing_value_tracks_true": _listed(trees.missing_left),
        "leaf_targetids": _listed(trees.target),
        "tree_roots": trees.roots,
        "nodes_splits": _tensor(trees.threshold, np.float64),
        "nodes_modes": _tensor(trees.mode, np.uint8),
        "leaf_weights": _tensor(trees.weight, np.float64),
    }
    if trees.members:
        written["membership_values"] = _tensor([trees.members], np.float64)
    return str(
        graph.node(
            "TreeEnsemble",
            source,
            domain="ai.onnx.ml",
            n_targets=n_targets,
            aggregate_function=1,
            post_transform=0,
            **written,
        )
    )


def looked_up(
    graph: Graph,
    x: Matrix | Columns,
    forest: Sequence[Callable[[Trees, Any, int], None]],
    tables: Sequence[Any],
    *,
    rounded: bool = False,
) -> str:
    """Return the sums of what trees give of which a leaf has several numbers.

    The node tells the number of the leaf that each tree ends in; the rest is looked up.

    Parameters
    ----------
    graph : Graph
    x : Matrix or Columns
    forest : sequence of callable
        ``(trees, numbers, target)``: each adds one tree, whose leaves give these numbers.
    tables : sequence of array of shape (n_leaves, n_outputs)
        What the leaves of each tree give.
    rounded : bool
        As for `total`.
    """
    each = max(1, AT_ONCE // tables[0].shape[1])
    sums = []
    for start in range(0, len(forest), each):
        trees, n_leaves = Trees(), 0
        some = tables[start : start + each]
        for target, add in enumerate(forest[start : start + each]):
            add(trees, np.arange(n_leaves, n_leaves + len(some[target])), target)
            n_leaves += len(some[target])
        ends = graph.cast(total(graph, x, trees, len(some), rounded=rounded), INT64)
        found = graph.node("Gather", graph.constant(np.concatenate(some)), ends)
        sums.append(graph.sum(found, 1, keep=False))
    return sums[0] if len(sums) == 1 else str(graph.node("Sum", *sums))


def single(graph: Graph, x: Matrix | Columns) -> Matrix:
    """Return numbers in single precision, those too large for it cut."""
    cut = graph.clip(dense(graph, x), -LARGEST, LARGEST)
    return matrix(graph.cast(graph.cast(cut, FLOAT), DOUBLE), x.width)


def _listed(parts: list[Any], change: Any = None) -> list[int]:
    whole = np.concatenate(parts)
    whole = whole if change is None else change(whole)
    found: list[int] = whole.astype(np.int64).tolist()
    return found


def _tensor(parts: list[Any], dtype: Any) -> Any:
    return numpy_helper.from_array(np.concatenate(parts).astype(dtype), "t")
