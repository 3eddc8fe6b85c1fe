"""Finds what converts a fitted step: by the name of its class, or of the nearest parent's.

A converter is a function ``(step, graph, x) -> result``. There is one for each role:

* ``transform``: x is `Columns` or a `Matrix`, the result is a `Matrix` or `Columns`;
* ``probabilities``: the result is a tensor of shape (rows, classes), in the order of
  ``classes_``;
* ``values``: a tensor of shape (rows, 1);
* ``scores``: what ``decision_function`` gives, of shape (rows, classes), or (rows, 1) for two
  classes.

Where nothing is known of a class, `lepton_onnx.foreign` asks skl2onnx.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.tables import PROBABILITIES, SCORES, TRANSFORMS, VALUES
from lepton_onnx.values import Columns, Matrix

__all__ = ["find", "probabilities", "scores", "transform", "values"]

Converter = Callable[[Any, Graph, Any], Any]


def transform(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Return what a fitted transformer makes of x."""
    if step is None or isinstance(step, str):
        if step not in (None, "passthrough"):
            raise ExportError(f"{graph.path} is {step!r}, which is no transformer.")
        return x
    found = find(step, TRANSFORMS)
    if found is None:
        found = import_module("lepton_onnx.foreign").transformed
    result: Matrix | Columns = found(step, graph, x)
    graph.mark(step, x, result)
    return result


def probabilities(estimator: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return the probabilities of a fitted classifier."""
    return _predicted(estimator, graph, x, PROBABILITIES, "foreign_probabilities")


def values(estimator: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return the estimates of a fitted regressor."""
    return _predicted(estimator, graph, x, VALUES, "foreign_values")


def scores(estimator: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return what a fitted classifier's ``decision_function`` gives."""
    found = find(estimator, SCORES)
    if found is None:
        raise ExportError(_unknown(estimator, graph))
    return str(found(estimator, graph, x))


def find(step: Any, table: dict[str, str]) -> Converter | None:
    """Return the converter of a step's class or of its nearest parent's, if there is one.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> find(Ridge(), VALUES).__name__
    'values'
    """
    for parent in type(step).__mro__:
        package = parent.__module__.partition(".")[0]
        reference = table.get(f"{package}.{parent.__name__}")
        if reference is not None:
            module, _, name = reference.partition(":")
            converter: Converter = getattr(import_module(f"lepton_onnx.{module}"), name)
            return converter
    return None


def _predicted(
    estimator: Any, graph: Graph, x: Matrix | Columns, table: dict[str, str], fallback: str
) -> str:
    found = find(estimator, table)
    if found is None:
        found = getattr(import_module("lepton_onnx.foreign"), fallback)
    result = str(found(estimator, graph, x))
    graph.mark(estimator, x, result)
    return result


def _unknown(estimator: Any, graph: Graph) -> str:
    where = f"{graph.path}: " if graph.path else ""
    return f"{where}{type(estimator).__name__} cannot be converted to ONNX."
