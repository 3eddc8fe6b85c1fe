"""Finds the first step of a model that gives something else in the graph than by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.plugin import Task
from lepton_onnx.arrays import axes_of
from lepton_onnx.artifact import build
from lepton_onnx.graph import DOUBLE, STRING, Graph, Mark
from lepton_onnx.model import OnnxClassifier, OnnxModel, feeds, session
from lepton_onnx.values import WIDEST, Columns, Matrix, Words, dense

__all__ = ["blame"]

TOLERANCE = 1e-6


def blame(model: Any, task: Task, X: Any) -> str | None:
    """Return the first step that differs, fed with what the graph fed it; None if none does.

    Parameters
    ----------
    model : object
        Fitted.
    task : Task
    X : DataFrame, array or CSR matrix
        Rows in canonical form.
    """
    if axes_of(task):
        return None  # all that is done with images and sequences is done in 32 bits
    graph = build(model, task)
    marks = [m for m in graph.marks if not (_is_composed(m.step) or _is_wide(m) or _is_read(m))]
    if not marks:
        return None
    graph.outputs, graph.nodes = [], [n for n in graph.nodes if n.name[:7] != "output/"]
    for number, mark in enumerate(marks):
        _expose(graph, f"before {number}", mark.source)
        _expose(graph, f"after {number}", mark.result)
    running = session(graph.model().SerializeToString())
    names = [output.name for output in running.get_outputs()]
    found = dict(zip(names, running.run(names, feeds(X, task)), strict=True))
    for number, mark in enumerate(marks):
        if _differs(mark, number, found):
            return _named(mark)
    if not _same(model, task, X):
        return f"{_named(marks[-1])}, where the last digits of what it is given decide"
    return None


def _same(model: Any, task: Task, X: Any) -> bool:
    """Tell whether the graph as a whole gives what the model gives."""
    made = OnnxModel if task.classes is None else OnnxClassifier
    written = made(build(model, task).model().SerializeToString(), task)
    ask = "predict" if task.classes is None else "predict_proba"
    return _close(np.asarray(getattr(model, ask)(X)), getattr(written, ask)(X))


def _named(mark: Mark) -> str:
    name = type(mark.step).__name__
    found = f"step {mark.path!r} ({name})"
    if name.startswith("KNeighbors"):
        return f"{found}, which finds several rows equally near and asks others of them"
    return found


def _is_composed(step: Any) -> bool:
    return any(
        hasattr(step, name) for name in ("steps", "transformers", "estimators", "regressor_")
    )


def _is_wide(mark: Mark) -> bool:
    """Tell whether a step takes or gives more columns than can be written out."""
    ends = (mark.source, mark.result)
    return any(isinstance(e, Matrix) and e.width > WIDEST for e in ends)


def _is_read(mark: Mark) -> bool:
    """Tell whether a step is a network, which computes in 32 bits, or hands texts to one."""
    ends = (mark.source, mark.result)
    texts = any(isinstance(e, Matrix) and any(_is_text(p) for p in e.parts) for e in ends)
    return texts or type(mark.step).__module__.partition(".")[0] == "lepton_keras"


def _is_text(part: Any) -> bool:
    return isinstance(part, Words)


def _expose(graph: Graph, name: str, value: Any) -> None:
    if isinstance(value, Columns):
        for column, tensor in value.tensors.items():
            dtype = STRING if column in value.words else DOUBLE
            graph.output(f"{name} {column}", tensor, dtype, [None, 1])
        return
    tensor = dense(graph, value) if isinstance(value, Matrix) else value
    graph.output(name, tensor, DOUBLE, [None, None])


def _differs(mark: Mark, number: int, found: dict[str, Any]) -> bool:
    source = _source(mark, number, found)
    wanted = _asked(mark.step, source)
    result = found.get(f"after {number}")
    if wanted is None or result is None:
        return False
    return wanted.shape != result.shape or not _close(wanted, result)


def _close(wanted: Any, result: Any) -> bool:
    scale = np.maximum(1.0, np.abs(wanted))
    return np.allclose(wanted / scale, result / scale, atol=TOLERANCE, equal_nan=True)


def _source(mark: Mark, number: int, found: dict[str, Any]) -> Any:
    if not isinstance(mark.source, Columns):
        return found[f"before {number}"]
    columns = {}
    for name in mark.source.tensors:
        cells = found[f"before {number} {name}"][:, 0]
        columns[name] = _cells(mark.step, cells)
    if len(columns) == 1 and hasattr(mark.step, "build_analyzer"):
        return next(iter(columns.values()))
    return pd.DataFrame(columns)


def _cells(step: Any, cells: Any) -> Any:
    """Return cells as a step of scikit-learn takes them."""
    if cells.dtype == object:
        absent = "" if hasattr(step, "build_analyzer") else np.nan
        return np.array([c if c else absent for c in cells], dtype=object)
    if type(step).__name__ == "DatetimeParts":
        moments = np.where(np.isnan(cells), 0, cells).astype("datetime64[s]").astype("M8[ns]")
        return np.where(np.isnan(cells), np.datetime64("NaT", "ns"), moments)
    return cells


def _asked(step: Any, source: Any) -> Any:
    """Return what a step gives by itself; None if it cannot be asked."""
    try:
        if hasattr(step, "transform"):
            given = step.transform(source)
        elif hasattr(step, "predict_proba"):
            given = step.predict_proba(source)
        else:
            given = np.asarray(step.predict(source))[:, None]
    except Exception:
        return None
    dense_given = given.toarray() if hasattr(given, "toarray") else np.asarray(given)
    return dense_given.astype(np.float64) if dense_given.dtype != object else None
