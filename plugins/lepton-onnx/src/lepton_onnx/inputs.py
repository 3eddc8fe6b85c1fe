"""The inputs of the graph: the columns that the model was fitted on, by name.

=========================================  ==========================================
kind                                       tensor, of shape (rows, 1)
=========================================  ==========================================
``number``, ``boolean``                    double; NaN where missing
``datetime``, ``datetime_dayfirst``        double: seconds since 1970 in UTC; NaN where missing
``category``, ``text``                     string; empty where missing
=========================================  ==========================================

An array or sparse matrix is one input ``X``: double, of shape (rows, columns). So are images,
float, of shape (rows, height, width, channels), from 0 to 255 as they were learned from; and
sequences, float, of shape (rows, steps, channels), NaN after the end of a shorter one.
"""

from __future__ import annotations

from lepton_automl.plugin import ExportError, Task
from lepton_onnx.arrays import axes_of
from lepton_onnx.graph import DOUBLE, FLOAT, STRING, Graph
from lepton_onnx.values import Columns, Matrix, Whole, matrix

__all__ = ["ARRAY", "MOMENTS", "NUMBERS", "WORDS", "inputs", "obstacle"]

ARRAY = "X"
ROWS = "rows"
NUMBERS = frozenset({"number", "boolean"})
MOMENTS = frozenset({"datetime", "datetime_dayfirst"})
WORDS = frozenset({"category", "text"})
# What is white to Python's str.strip.
BLANK = r"[\t-\r\x1c-\x20\x{85}\p{Z}]*"


def obstacle(task: Task) -> str | None:
    """Return why the inputs of a task have no place in a graph; None if they have."""
    schema = task.schema
    if axes_of(task):
        return None
    if schema.form not in ("table", "array", "sparse"):
        return f"X is of the form {schema.form!r}, which has no place in an ONNX graph."
    for i in schema.inputs:
        if i.kind not in NUMBERS | MOMENTS | WORDS:
            what = "X" if i.name is None else f"Column {i.name!r}"
            return f"{what} has kind {i.kind!r}, which has no place in an ONNX graph."
    return None


def inputs(graph: Graph, task: Task) -> Matrix | Columns | Whole:
    """Return the inputs of a new graph."""
    if (reason := obstacle(task)) is not None:
        raise ExportError(reason)
    if axes := axes_of(task):
        return Whole(graph.input(ARRAY, FLOAT, [ROWS, *axes]))
    if task.schema.form != "table":
        width = task.schema.n_features
        return matrix(graph.input(ARRAY, DOUBLE, [ROWS, width]), width)
    tensors, words = {}, set()
    for i in task.schema.inputs:
        name = str(i.name)
        tensors[name] = graph.input(name, STRING if i.kind in WORDS else DOUBLE, [ROWS, 1])
        if i.kind in WORDS:
            tensors[name] = _named(graph, tensors[name])
            words.add(name)
    return Columns(tensors, frozenset(words))


def _named(graph: Graph, tensor: str) -> str:
    """Return strings that are empty where there is nothing but white space."""
    blank = graph.node("RegexFullMatch", tensor, pattern=BLANK)
    return graph.where(blank, graph.constant([[""]]), tensor)
