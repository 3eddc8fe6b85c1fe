"""CatBoost's trees as lepton-boosting fits them: all splits of a level are the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.linear import two
from lepton_onnx.plain import of_rows
from lepton_onnx.trees import AT_MOST, UNLIKE, Trees, looked_up, single, total
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["our_classes", "our_values"]

MISSING = -1  # the name of a category that is missing


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
    told = _told(model.booster_)
    scale, bias = told["scale_and_bias"]
    splits = _Splits(told, model, graph)
    n_targets = max(
        1,
        len(told["oblivious_trees"][0]["leaf_values"])
        >> len(told["oblivious_trees"][0]["splits"] or []),
    )
    x = _ordered(model, graph, x)
    if n_targets == 1:
        trees = Trees()
        for tree in told["oblivious_trees"]:
            splits.add(tree, trees, np.array(tree["leaf_values"]))
        summed = total(graph, single(graph, x), trees)
    else:
        forest = [partial(splits.add, tree) for tree in told["oblivious_trees"]]
        tables = [
            np.array(tree["leaf_values"]).reshape(-1, n_targets)
            for tree in told["oblivious_trees"]
        ]
        summed = looked_up(graph, single(graph, x), forest, tables)
    scaled = graph.mul(summed, graph.constant(float(scale)))
    return graph.add(
        scaled, graph.constant(np.atleast_1d(np.array(bias, dtype=float))[None, :])
    )


class _Splits:
    """What the splits of a model compare."""

    def __init__(self, told: Mapping[str, Any], model: Any, graph: Graph) -> None:
        self.path = graph.path
        self.n_codes = len(model.categorical_features or ())
        self.n_numbers = int(model.n_features_in_) - self.n_codes
        info = told["features_info"]
        self.missing_high = {
            feature["feature_index"]: feature.get("nan_value_treatment") == "AsTrue"
            for feature in info.get("float_features", ())
        }
        self.names = {
            entry["hash"]: entry["value"] for entry in told.get("cat_features_hash", ())
        }

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
            code = int(self.names[split["value"]])
            # The one category goes right: all numbers but it go left.
            return column, float(code), UNLIKE, code != MISSING
        raise ExportError(
            f"{self.path}: CatBoost's statistics of categories ({kind}) cannot be converted to "
            "ONNX. Leave it out, or raise one_hot_max_size."
        )


def _ordered(model: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Return x as CatBoost sees it: numbers first, then categories."""
    codes = [int(column) for column in model.categorical_features or ()]
    if not codes:
        return x
    numbers = [column for column in range(x.width) if column not in codes]
    tensor = dense(graph, x)
    return matrix(graph.columns(tensor, [*numbers, *codes]), x.width)


def _told(booster: Any) -> dict[str, Any]:
    with TemporaryDirectory(prefix="lepton-catboost-") as place:
        path = Path(place) / "model.json"
        booster.save_model(str(path), format="json")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
