"""Writes a model as one file, ``model.onnx``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError, Task
from lepton_onnx import convert
from lepton_onnx.arrays import axes_of
from lepton_onnx.graph import BOOL, DOUBLE, INT64, STRING, Graph
from lepton_onnx.inputs import ROWS, inputs
from lepton_onnx.model import FILE_NAME, spelled

__all__ = ["build", "save"]

MOST_BYTES = 2**31 - 1  # what protocol buffers can hold
TYPES: dict[type, tuple[Any, int]] = {
    bool: (bool, BOOL),
    int: (np.int64, INT64),
    float: (np.float64, DOUBLE),
    str: (object, STRING),
}
LABEL, SHARES, VALUE = "label", "probabilities", "value"


def save(model: Any, folder: Path, task: Task, quantize: str | None = None) -> set[str]:
    """Write a model into a folder; return the modules that loading it needs."""
    graph = build(model, task)
    file = graph.model(f"A {task.type} model of {task.n_features} columns.")
    for name, text in _told(task, graph).items():
        entry = file.metadata_props.add()
        entry.key, entry.value = name, text
    if file.ByteSize() > MOST_BYTES:
        raise ExportError(
            f"The model would take {file.ByteSize() / 2**30:.1f} GiB; an ONNX file holds at "
            "most 2. Fit with fewer or smaller trees."
        )
    if quantize is not None:
        from lepton_onnx.quantize import quantized

        file = quantized(file, quantize)
    (folder / FILE_NAME).write_bytes(file.SerializeToString())
    reads = {"lepton_keras"} if axes_of(task) else set()  # rows, before the graph gets them
    return {"lepton_onnx", "numpy", "onnxruntime", *reads}


def build(model: Any, task: Task) -> Graph:
    """Return the graph of a fitted model, inputs and outputs included."""
    graph = Graph()
    x = inputs(graph, task)
    taken = {value.name for value in graph.inputs}
    if task.classes is None:
        value = convert.values(model, graph, x)
        graph.output(
            _free(VALUE, taken), graph.node("Squeeze", value, _one(graph)), DOUBLE, [ROWS]
        )
        return graph
    shares = convert.probabilities(model, graph, x)
    names, dtype = _labels(task)
    place = _place(model, graph, shares)
    label = graph.node("Gather", graph.constant(names), place)
    graph.output(_free(LABEL, taken), label, dtype, [ROWS])
    graph.output(_free(SHARES, taken), shares, DOUBLE, [ROWS, task.n_classes])
    return graph


def _place(model: Any, graph: Graph, shares: str) -> str:
    """Return the position of each row's label among the classes."""
    name = type(model).__name__
    if name not in ("FixedThresholdClassifier", "TunedThresholdClassifierCV"):
        return str(graph.node("ArgMax", shares, axis=1, keepdims=0))
    tuned = name.startswith("Tuned")
    threshold = model.best_threshold_ if tuned else model.threshold
    if threshold == "auto":
        threshold = 0.5
    method = model.response_method
    if method != "predict_proba" and hasattr(model.estimator_, "decision_function"):
        raise ExportError(f"{name} with a threshold on {method!r} is not known.")
    if getattr(model, "pos_label", None) not in (None, model.classes_[1]):
        raise ExportError(f"{name} with pos_label={model.pos_label!r} is not known.")
    second = graph.node("Squeeze", graph.columns(shares, [1]), _one(graph))
    above = graph.node("GreaterOrEqual", second, graph.constant(float(threshold)))
    return graph.cast(above, INT64)


def _one(graph: Graph) -> str:
    return graph.constant([1], np.int64)


def _labels(task: Task) -> tuple[Any, int]:
    """Return the classes as an array that ONNX can hold, and its type."""
    classes = spelled(task)
    numpy_type, dtype = TYPES[type(classes[0])]
    return np.array(classes, dtype=numpy_type), dtype


def _free(name: str, taken: set[str]) -> str:
    """Return the name of an output; with a line behind it if a column is called so."""
    while name in taken:
        name += "_"
    return name


def _told(task: Task, graph: Graph) -> dict[str, str]:
    """Return what the file says of itself, for whoever has nothing but the file."""
    kinds = {str(i.name): i.kind for i in task.schema.inputs if i.name is not None}
    return {
        "lepton.task": task.type,
        "lepton.kinds": json.dumps(kinds, ensure_ascii=False),
        "lepton.classes": json.dumps(list(task.classes or ()), ensure_ascii=False, default=str),
        "lepton.outputs": json.dumps([output.name for output in graph.outputs]),
    }
