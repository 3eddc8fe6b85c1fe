"""The format ``saved_model``: what TensorFlow and TensorFlow Serving load.

Where images or sequences are learned from, its signature takes them raw::

    tf.saved_model.load("FOLDER/saved_model").signatures["serving_default"](image=images)

gives ``probabilities`` and ``classes``, both of shape (rows, classes), the most probable class
as ``label``; or ``value``. For tables and texts it takes the numbers that ``prepare.joblib``,
beside it, makes of rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from lepton_automl.plugin import Task
from lepton_keras.exports.graph import Graph, labels, names
from lepton_keras.exports.parts import Part, parts_of
from lepton_keras.exports.reader import ExportedClassifier, ExportedRegressor
from lepton_keras.networks.backend import load_keras, quiet

__all__ = ["load", "save", "write"]

FOLDER, ABOUT, PREPARE = "saved_model", "saved_model.json", "prepare.joblib"
VERSION = 1


def save(model: Any, folder: Path, task: Task) -> set[str]:
    """Write a model of networks; return the modules that loading it needs."""
    parts = parts_of(model)
    graph = Graph(parts, task)
    write(graph, folder / FOLDER)
    about = {
        "version": VERSION,
        "kind": parts.kind,
        "inputs": {spec.name: list(spec.shape) for spec in graph.inputs},
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
    if parts.kind != "image":
        # Without the weights: they are in the graph.
        joblib.dump(
            [(m.prepare, m.estimator.network_) for m in parts.members], folder / PREPARE
        )
    return {"lepton_keras", "numpy", "tensorflow"}


def load(folder: Path, task: Task) -> Any:
    """Return what predicts, as the model did."""
    load_keras()
    import tensorflow as tf

    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    with quiet():
        loaded = tf.saved_model.load(str(folder / FOLDER))
    serve = loaded.signatures["serving_default"]
    asked = "probabilities" if task.classes is not None else "value"

    def ask(feed: dict[str, Any]) -> Any:
        return serve(**{name: tf.constant(v) for name, v in feed.items()})[asked].numpy()

    if about["kind"] == "image":
        prepared, channels = None, about["inputs"]["image"][-1]
    else:
        prepared, channels = _feeding(joblib.load(folder / PREPARE), about["kind"]), 0
    kept = (loaded, ask)  # a signature does not keep alive what it was loaded with
    if task.classes is None:
        return ExportedRegressor(kept, prepared, channels)
    return ExportedClassifier(kept, prepared, channels, labels(task))


def write(graph: Graph, path: Path) -> None:
    """Write a graph with its signature for serving."""
    import tensorflow as tf

    average, task = graph.probabilities(), graph.task
    module = tf.Module()
    module.kept = graph.variables()

    @tf.function(input_signature=graph.inputs)  # type: ignore[untyped-decorator]
    def serve(*tensors: Any) -> dict[str, Any]:
        found = average(*tensors)
        if task.classes is None:
            return {"value": tf.squeeze(found, -1)}
        classes = tf.constant([str(label) for label in labels(task)])
        return {
            "probabilities": found,
            "classes": tf.tile(classes[None], [tf.shape(found)[0], 1]),
            "label": tf.gather(classes, tf.argmax(found, axis=1)),
        }

    with quiet():
        tf.saved_model.save(module, str(path), signatures={"serving_default": serve})


def _feeding(prepared: list[tuple[Any, Any]], kind: str) -> Any:
    """Return the function from rows to what the inputs are given."""
    parts = [Part(1.0, prepare, _Network(network)) for prepare, network in prepared]

    def feed(X: Any) -> dict[str, Any]:
        if kind == "sequence":  # all networks are given the same
            return parts[0].feed(X)
        return {
            names(i, name): np.asarray(values)
            for i, part in enumerate(parts)
            for name, values in part.feed(X).items()
        }

    return feed


class _Network:
    """Stands where an estimator was: nothing but its architecture is left."""

    def __init__(self, network: Any) -> None:
        self.network_ = network
