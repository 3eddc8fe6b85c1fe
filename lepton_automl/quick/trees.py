"""Ensembles of trees, all trees walked at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Trees"]

LEAF = -1


@dataclass(frozen=True, eq=False)
class Trees:
    """The nodes of many trees, one after the other.

    Attributes
    ----------
    roots : ndarray of shape (n_trees,)
        The first node of each tree.
    feature : ndarray of shape (n_nodes,)
        What a node looks at; `LEAF` for a leaf.
    threshold : ndarray of shape (n_nodes,)
        Numbers up to it go left.
    children : ndarray of shape (n_nodes, 2)
        The left and the right child.
    missing_left : ndarray of shape (n_nodes,)
        Whether missing numbers go left.
    value : ndarray of shape (n_nodes, n_outputs)
    bits : ndarray of shape (n_nodes, 8) or None
        For nodes that look at categories: those that go left, as 256 bits; all zero elsewhere.
    is_category : ndarray of shape (n_nodes,) or None
    """

    roots: Any
    feature: Any
    threshold: Any
    children: Any
    missing_left: Any
    value: Any
    bits: Any = None
    is_category: Any = None

    def leaves(self, X: Any) -> Any:
        """Return the leaf that each row reaches in each tree, of shape (n_rows, n_trees)."""
        (n_rows, n_columns), cells = X.shape, np.ravel(X)
        nodes = np.tile(self.roots, n_rows)
        starts = np.repeat(np.arange(n_rows) * n_columns, len(self.roots))
        absent = bool(np.isnan(cells).any())
        walking = np.flatnonzero(self.feature[nodes] != LEAF)
        while len(walking):
            at = nodes[walking]
            seen = cells[starts[walking] + self.feature[at]]
            nodes[walking] = below = self._below(at, seen, absent)
            walking = walking[self.feature[below] != LEAF]
        return nodes.reshape(n_rows, -1)

    def _below(self, at: Any, seen: Any, absent: bool) -> Any:
        """Return the children that nodes send cells to; `absent` if some may be missing."""
        left = seen <= self.threshold[at]
        if self.is_category is not None:
            chosen = np.flatnonzero(self.is_category[at])
            left[chosen] = self._in_bits(at[chosen], seen[chosen])
        if absent:
            chosen = np.flatnonzero(np.isnan(seen))
            left[chosen] = self.missing_left[at[chosen]]
        return self.children[at, np.where(left, 0, 1)]

    def _in_bits(self, nodes: Any, cells: Any) -> Any:
        code = np.where((cells >= 0) & (cells < 256), cells, 0).astype(np.int64)
        return (self.bits[nodes, code >> 5] >> (code & 31).astype(np.uint32)) & 1 > 0

    @classmethod
    def of_forest(cls, trees: list[Any], values: list[Any]) -> Trees:
        """Return scikit-learn's ``tree_`` objects, with the values of their nodes."""
        starts = np.cumsum([0, *(t.node_count for t in trees)])[:-1]

        def joined(name: str) -> Any:
            return np.concatenate([getattr(t, name) for t in trees])

        leaf = joined("children_left") == -1
        shift = np.repeat(starts, [t.node_count for t in trees])
        children = np.stack([joined("children_left"), joined("children_right")], axis=1)
        return cls(
            roots=starts,
            feature=np.where(leaf, LEAF, joined("feature")),
            threshold=joined("threshold"),
            children=children + shift[:, None],
            missing_left=joined("missing_go_to_left").astype(bool),
            value=np.concatenate(values),
        )

    @classmethod
    def of_boosting(cls, predictors: list[Any]) -> Trees:
        """Return the trees of scikit-learn's histogram gradient boosting."""
        starts = np.cumsum([0, *(len(p.nodes) for p in predictors)])[:-1]
        nodes = np.concatenate([p.nodes for p in predictors])
        shift = np.repeat(starts, [len(p.nodes) for p in predictors])
        children = np.stack([nodes["left"], nodes["right"]], axis=1).astype(np.int64)
        is_category = nodes["is_categorical"].astype(bool)
        bits = None
        if is_category.any():
            bits = np.zeros((len(nodes), 8), dtype=np.uint32)
            at = 0
            for predictor in predictors:
                own = predictor.nodes
                chosen = np.flatnonzero(own["is_categorical"])
                bits[at + chosen] = predictor.raw_left_cat_bitsets[own["bitset_idx"][chosen]]
                at += len(own)
        return cls(
            roots=starts,
            feature=np.where(
                nodes["is_leaf"].astype(bool), LEAF, nodes["feature_idx"].astype(np.int64)
            ),
            threshold=nodes["num_threshold"],
            children=children + shift[:, None],
            missing_left=nodes["missing_go_to_left"].astype(bool),
            value=nodes["value"][:, None],
            bits=bits,
            is_category=None if bits is None else is_category,
        )
