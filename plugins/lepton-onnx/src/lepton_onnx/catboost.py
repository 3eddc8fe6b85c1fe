"""CatBoost's trees as lepton-boosting fits them: all splits of a level are the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx import counters
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.plain import of_rows
from lepton_onnx.trees import AT_MOST, UNLIKE, Trees, looked_up, single, total
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["our_classes", "our_values"]


def our_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a regressor of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, [model.offset_])
    found = graph.mul(_raw(model, graph, x), graph.constant(model.scale_))
    return graph.add(found, graph.constant(model.offset_))


def our_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a classifier of lepton-boosting."""
    if model.booster_ is None:
        return of_rows(graph, x, model.prior_)
    raw = _raw(model, graph, x)
    if len(model.classes_) == 2:
        return two(graph, graph.node("Sigmoid", raw))
    return str(graph.node("Softmax", raw, axis=1))


def _raw(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    told = counters.told(model)
    scale, bias = told["scale_and_bias"]
    oblivious = told["oblivious_trees"]
    splits = _Splits(told, model, graph.path)
    first = oblivious[0]
    n_targets = max(1, len(first["leaf_values"]) >> len(first["splits"] or []))
    forest = [partial(splits.add, tree) for tree in oblivious]
    columns = splits.columns(graph, single(graph, _ordered(model, graph, x)))
    if n_targets == 1:
        trees = Trees()
        for add, tree in zip(forest, oblivious, strict=True):
            add(trees, np.array(tree["leaf_values"]))
        summed = total(graph, columns, trees)
    else:
        tables = [np.array(tree["leaf_values"]).reshape(-1, n_targets) for tree in oblivious]
        summed = looked_up(graph, columns, forest, tables)
    scaled = graph.mul(summed, graph.constant(float(scale)))
    return graph.add(
        scaled, graph.constant(np.atleast_1d(np.array(bias, dtype=float))[None, :])
    )


class _Splits:
    """What the splits of a model compare.

    Columns are numbers first, then codes, then statistics of codes.
    """

    def __init__(self, told: Mapping[str, Any], model: Any, path: str) -> None:
        self.path, self.told = path, told
        self.n_codes = len(model.categorical_features or ())
        self.n_numbers = int(model.n_features_in_) - self.n_codes
        info = told["features_info"]
        floats = info.get("float_features") or ()
        self.missing_high = {
            feature["feature_index"]: feature.get("nan_value_treatment") == "AsTrue"
            for feature in floats
        }
        self.codes = counters.codes_by_hash(told)
        self.statistics = info.get("ctrs") or []
        # Splits are numbered: those of numbers, of single categories, of statistics.
        names = info.get("categorical_features") or ()
        before = sum(len(f.get("borders") or ()) for f in floats)
        before += sum(len(f.get("values") or ()) for f in names)
        self.ends = before + np.cumsum([len(s["borders"]) for s in self.statistics])

    def columns(self, graph: Graph, x: Matrix) -> Matrix:
        """Return x with the statistics of its codes."""
        hashes = {code: hashed for hashed, code in self.codes.items()}
        found = [dense(graph, x)]
        for statistic in self.statistics:
            (element,) = statistic["elements"][:1]
            code = dense(graph, x, [self.n_numbers + element["cat_feature_index"]])
            table = counters.of_codes(statistic, self.told, hashes, self.path)
            found.append(counters.looked_up(graph, code, table))
        return matrix(graph.concat(found), x.width + len(self.statistics))

    def add(self, tree: Mapping[str, Any], trees: Trees, value: Any, target: int = 0) -> None:
        """Add a tree, written out: level by level, from the last split to the first."""
        levels = [self._level(split) for split in reversed(tree["splits"] or [])]
        depth = len(levels)
        n_nodes = 2 ** (depth + 1) - 1
        node = np.arange(n_nodes)
        leaf = node >= 2**depth - 1
        level = np.minimum(np.log2(node + 1).astype(int), max(0, depth - 1))
        columns = list(zip(*levels, strict=True)) if levels else [(0,), (0.0,), (0,), (True,)]
        feature, threshold, mode, missing_left = columns
        values = np.zeros(n_nodes)
        values[leaf] = value
        trees.add(
            left=np.where(leaf, -1, 2 * node + 1),
            right=np.where(leaf, -1, 2 * node + 2),
            feature=np.array(feature)[level],
            threshold=np.array(threshold)[level],
            value=values,
            missing_left=np.array(missing_left)[level],
            mode=np.array(mode)[level],
            target=target,
        )

    def _level(self, split: Mapping[str, Any]) -> tuple[int, float, int, bool]:
        """Return column, threshold, how they are compared, and whether NaN goes left."""
        kind = split["split_type"]
        if kind == "FloatFeature":
            column = split["float_feature_index"]
            high = self.missing_high.get(column, False)
            return column, float(split["border"]), AT_MOST, not high
        if kind == "OneHotFeature":
            column = self.n_numbers + split["cat_feature_index"]
            code = self.codes[split["value"]]
            # The one category goes right: all numbers but it go left.
            return column, float(code), UNLIKE, True
        if kind == "OnlineCtr":
            which = int(np.searchsorted(self.ends, split["split_index"], side="right"))
            column = self.n_numbers + self.n_codes + which
            return column, float(split["border"]), AT_MOST, True
        raise ExportError(f"{self.path}: CatBoost's split {kind!r} is unknown.")


def _ordered(model: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Return x as CatBoost sees it: numbers first, then categories, of which none is NaN."""
    codes = [int(column) for column in model.categorical_features or ()]
    if not codes:
        return x
    numbers = [column for column in range(x.width) if column not in codes]
    named = graph.columns(dense(graph, x), codes)
    absent = graph.constant(float(counters.FIRST))
    named = graph.where(graph.node("IsNaN", named), absent, named)
    parts = [dense(graph, x, numbers)] if numbers else []
    return matrix(graph.concat([*parts, named]), x.width)
