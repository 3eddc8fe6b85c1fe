"""scikit-learn's boosted trees."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.forest import grown
from lepton_onnx.graph import INT64, Graph
from lepton_onnx.linear import two
from lepton_onnx.trees import AT_MOST, MEMBER, Trees, total
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["gradient_classes", "gradient_values", "histogram_classes", "histogram_values"]


def histogram_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``HistGradientBoostingRegressor``."""
    raw = _raw(model, graph, x)
    if model.loss in ("squared_error", "absolute_error", "quantile"):
        return raw
    if model.loss in ("poisson", "gamma"):
        return str(graph.node("Exp", raw))
    raise ExportError(f"{graph.path}: loss {model.loss!r} is unknown.")


def histogram_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``HistGradientBoostingClassifier``."""
    return _shares(graph, _raw(model, graph, x), len(model.classes_))


def gradient_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``GradientBoostingRegressor``."""
    return _summed(model, graph, x)


def gradient_classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``GradientBoostingClassifier``."""
    if model.loss != "log_loss":
        raise ExportError(f"{graph.path}: loss {model.loss!r} is unknown.")
    return _shares(graph, _summed(model, graph, x), len(model.classes_))


def _shares(graph: Graph, raw: str, n_classes: int) -> str:
    if n_classes == 2:
        return two(graph, graph.node("Sigmoid", raw))
    return str(graph.node("Softmax", raw, axis=1))


def _raw(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return the sum of all trees, and of what they started from."""
    trees = Trees()
    n_targets = 1
    for iteration in model._predictors:
        n_targets = len(iteration)
        for target, predictor in enumerate(iteration):
            _histogram_tree(trees, predictor, target)
    start = graph.constant(np.asarray(model._baseline_prediction, dtype=np.float64))
    if not trees.n_splits:
        rows = graph.node("Mul", dense(graph, x, [0]), graph.constant(0.0))
        return graph.add(rows, start)
    return graph.add(total(graph, _as_learned(model, graph, x), trees, n_targets), start)


def _histogram_tree(trees: Trees, predictor: Any, target: int) -> None:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"].astype(bool)
    categorical = nodes["is_categorical"].astype(bool) & ~leaf
    bits = predictor.raw_left_cat_bitsets
    trees.add(
        left=np.where(leaf, -1, nodes["left"].astype(np.int64)),
        right=np.where(leaf, -1, nodes["right"].astype(np.int64)),
        feature=nodes["feature_idx"],
        threshold=nodes["num_threshold"],
        value=nodes["value"],
        missing_left=nodes["missing_go_to_left"].astype(bool),
        mode=np.where(categorical, MEMBER, AT_MOST),
        members={
            int(node): _members(bits[nodes["bitset_idx"][node]])
            for node in np.flatnonzero(categorical)
        },
        target=target,
    )


def _members(words: Any) -> Any:
    """Return the positions of the bits that are set."""
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), bitorder="little")
    return np.flatnonzero(bits)


def _as_learned(model: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Return x as the trees know it: categories as codes, in front; NaN where unseen."""
    categorical = model.is_categorical_
    if categorical is None or not categorical.any():
        return x
    encoder = model._preprocessor.named_transformers_["encoder"]
    codes = [
        _code(graph, dense(graph, x, [int(column)]), known)
        for column, known in zip(np.flatnonzero(categorical), encoder.categories_, strict=True)
    ]
    others = [int(column) for column in np.flatnonzero(~categorical)]
    parts = [*codes, *([dense(graph, x, others)] if others else [])]
    return matrix(graph.concat(parts), x.width)


def _code(graph: Graph, tensor: str, known: Any) -> str:
    """Return the places of numbers among the known ones, NaN for others."""
    numbers = np.asarray([n for n in known if n == n], dtype=np.float64)
    if not len(numbers):
        return graph.mul(tensor, graph.constant(np.nan))
    if numbers.min() < 0 or numbers.max() > 4096 or np.any(numbers % 1):
        raise ExportError(f"{graph.path}: its categories are no small whole numbers.")
    size = int(numbers.max()) + 2
    table = np.full(size, np.nan)
    table[numbers.astype(int)] = np.arange(len(numbers))
    beyond = graph.constant(float(size - 1))
    whole = graph.node("Equal", tensor, graph.node("Floor", tensor))
    inside = graph.node("And", whole, graph.node("GreaterOrEqual", tensor, graph.constant(0.0)))
    inside = graph.node("And", inside, graph.node("Less", tensor, beyond))
    place = graph.cast(graph.where(inside, tensor, beyond), INT64)
    return str(graph.node("Gather", graph.constant(table), place))


def _summed(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    trees = Trees()
    for iteration in model.estimators_:
        for target, tree in enumerate(iteration):
            value = tree.tree_.value[:, 0, 0] * model.learning_rate
            grown(trees, tree.tree_, value, target)
    n_targets = model.estimators_.shape[1]
    start = _start(model, graph, n_targets)
    return graph.add(total(graph, x, trees, n_targets, rounded=True), start)


def _start(model: Any, graph: Graph, n_targets: int) -> str:
    """Return the raw prediction from which the trees started."""
    if isinstance(model.init_, str) or type(model.init_).__name__ not in (
        "DummyClassifier",
        "DummyRegressor",
    ):
        if model.init_ == "zero":
            return graph.constant(np.zeros((1, n_targets)))
        raise ExportError(f"{graph.path} starts from {type(model.init_).__name__}.")
    nothing = np.zeros((1, model.n_features_in_))
    return graph.constant(np.asarray(model._raw_predict_init(nothing), dtype=np.float64))
