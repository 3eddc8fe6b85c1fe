"""Categories: every encoder is a table from the names it knows to numbers.

The tables are not rebuilt from an encoder's attributes but asked of the encoder itself, name by
name: so what it does with rare, missing and unseen names is right by construction.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import BOOL, DOUBLE, INT64, STRING, Graph
from lepton_onnx.values import Columns, Dense, Matrix, dense, matrix

__all__ = ["MISSING", "known", "looked_up", "one_hot"]

MISSING = ""  # what a missing name is in the graph
UNSEEN = "\x00 seen by nobody"


def one_hot(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``OneHotEncoder``: each name has a place among the columns, or none."""
    names, answers = known(step)
    widths = [int(width) for width in step._n_features_outs]
    parts = []
    for column, (place, start) in enumerate(
        zip(names, np.cumsum([0, *widths[:-1]]), strict=True)
    ):
        width = widths[column]
        slots = [_slot(answers[row, start : start + width]) for row in range(len(place) + 1)]
        found = _mapped(graph, x, column, place, np.array(slots, dtype=np.int64))
        every = graph.constant(np.arange(width)[None, :])
        parts.append(Dense(graph.cast(graph.node("Equal", found, every), DOUBLE), width))
    return Matrix(tuple(parts))


def looked_up(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert an ``OrdinalEncoder`` or ``TargetEncoder``: names become numbers."""
    names, answers = known(step)
    each = answers.shape[1] // len(names)
    parts = []
    for column, place in enumerate(names):
        for k in range(column * each, (column + 1) * each):
            numbers = answers[: len(place) + 1, k].astype(np.float64)
            parts.append(_mapped(graph, x, column, place, numbers))
    return matrix(graph.concat(parts), len(parts))


def known(step: Any) -> tuple[list[list[Any]], Any]:
    """Return the names that an encoder knows in each column, and what it makes of them.

    Row i of the answers belongs to the i-th name of every column, and the row after the last
    name to one that was never seen.
    """
    names = [list(categories) for categories in step.categories_]
    for column in names:
        if not any(_is_missing(name) for name in column):
            column.append(np.nan)
    n_rows = max(map(len, names)) + 1
    table: dict[str, Any] = {}
    for position, column in enumerate(names):
        unseen = UNSEEN if _is_words(column) else np.finfo(np.float64).max
        cells = [*column, *[unseen] * (n_rows - len(column))]
        dtype = object if _is_words(column) else np.float64
        table[f"x{position}"] = pd.array(cells, dtype=dtype) if dtype is object else cells
    asked: Any = pd.DataFrame(table)
    if hasattr(step, "feature_names_in_"):
        asked.columns = pd.Index(step.feature_names_in_, dtype=object)
    elif not any(map(_is_words, names)):
        asked = asked.to_numpy()
    try:
        answers = step.transform(asked)
    except ValueError as error:
        raise ExportError(
            f"{type(step).__name__} refuses what it does not know: {error}"
        ) from None
    return names, answers.toarray() if hasattr(answers, "toarray") else np.asarray(answers)


def _mapped(graph: Graph, x: Matrix | Columns, column: int, names: list[Any], to: Any) -> str:
    """Return a tensor of what the names of a column are mapped to, the last for unseen ones."""
    if isinstance(x, Columns):
        name = list(x.tensors)[column]
        if name in x.words:
            return _from_words(graph, x.tensors[name], names, to)
        tensor = x.tensors[name]
    else:
        tensor = dense(graph, x, [column])
    return _from_numbers(graph, tensor, names, to)


def _from_words(graph: Graph, tensor: str, names: list[Any], to: Any) -> str:
    from onnx import helper, numpy_helper

    keys = [MISSING if _is_missing(name) else str(name) for name in names]
    kept = [
        i
        for i in range(len(keys))
        if to[i] != to[-1] and not (to[i] != to[i] and to[-1] != to[-1])
    ]
    kept = kept or [0]
    spelled: Any = [keys[i].encode() for i in kept]
    return str(
        graph.node(
            "LabelEncoder",
            tensor,
            domain="ai.onnx.ml",
            keys_tensor=helper.make_tensor("keys", STRING, [len(kept)], spelled),
            values_tensor=numpy_helper.from_array(to[kept], "values"),
            default_tensor=numpy_helper.from_array(to[-1:], "default"),
        )
    )


def _from_numbers(graph: Graph, tensor: str, names: list[Any], to: Any) -> str:
    """Return the same for names that are numbers, of which there are few."""
    missing = [i for i, name in enumerate(names) if _is_missing(name)]
    numbers = [i for i in range(len(names)) if i not in missing]
    found = graph.constant(to[-1:][None, :])
    dtype = INT64 if to.dtype.kind == "i" else DOUBLE
    if numbers:
        keys = graph.constant(np.array([float(names[i]) for i in numbers])[None, :])
        equal = graph.node("Equal", tensor, keys)
        one = graph.cast(graph.sum(graph.cast(equal, INT64)), BOOL)
        place = graph.node("ArgMax", graph.cast(equal, INT64), axis=1, keepdims=1)
        there = graph.node("Gather", graph.constant(to[numbers]), place)
        found = graph.where(one, there, graph.cast(found, dtype))
    if missing:
        at_missing = graph.constant(to[missing][None, :1])
        found = graph.where(graph.node("IsNaN", tensor), at_missing, found)
    return found


def _slot(flags: Any) -> int:
    """Return where the one is, or a place beyond all if there is none."""
    return int(np.argmax(flags)) if flags.any() else len(flags)


def _is_missing(name: Any) -> bool:
    return name is None or name != name


def _is_words(column: list[Any]) -> bool:
    return any(isinstance(name, str) for name in column) or not any(
        isinstance(name, (int, float, np.number)) and name == name for name in column
    )
