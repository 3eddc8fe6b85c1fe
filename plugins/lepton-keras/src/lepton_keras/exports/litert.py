"""The format ``litert``: one small file for telephones and boards, ``model.tflite``.

It takes images as large as the network looks at them (``litert.json`` has the shape), or
sequences of its length. With ``quantize="int8"`` weights and what is computed are bytes, which
is calibrated with some of the training rows; ``"dynamic"`` makes the weights alone bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError, InputError, Task
from lepton_keras.exports.graph import Graph, labels
from lepton_keras.exports.parts import Parts, parts_of
from lepton_keras.exports.reader import ExportedClassifier, ExportedRegressor
from lepton_keras.images.uniform import UniformImages
from lepton_keras.networks.backend import quiet
from lepton_keras.networks.said import hushed
from lepton_keras.sequences.uniform import PaddedSequences

__all__ = ["load", "save"]

FILE, ABOUT = "model.tflite", "litert.json"
QUANTIZED = ("dynamic", "int8")


def save(model: Any, folder: Path, task: Task, quantize: str | None = None) -> set[str]:
    """Write a model of networks; return the modules that loading it needs."""
    if quantize not in (None, *QUANTIZED):
        raise InputError(f"quantize is {quantize!r}; 'litert' knows {', '.join(QUANTIZED)}.")
    parts = parts_of(model)
    if parts.kind == "prepared":
        raise ExportError(
            "Networks for tables and texts need a preparation that LiteRT cannot do. Save the "
            "model in format 'saved_model'."
        )
    graph = Graph(parts, task, resizes=False)
    with quiet(), hushed():
        content = _converted(graph, parts, quantize)
    (folder / FILE).write_bytes(content)
    first = parts.members[0]
    about = {
        "kind": parts.kind,
        "shape": list(first.estimator.network_.shape_),
        "whole": bool(getattr(first.prepare, "whole_", False)),
        "every": int(getattr(first.prepare, "every_", 1)),
        "ragged": bool(getattr(first.estimator.network_, "ragged_", True)),
        "classes": None if task.classes is None else [str(c) for c in labels(task)],
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
    return {"lepton_keras", "numpy", "ai_edge_litert"}


def load(folder: Path, task: Task) -> Any:
    """Return what predicts, as the model did; needs no TensorFlow."""
    from ai_edge_litert.interpreter import Interpreter

    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    with hushed():
        interpreter = Interpreter(model_path=str(folder / FILE), num_threads=1)
        interpreter.allocate_tensors()
    (given,), (said,) = interpreter.get_input_details(), interpreter.get_output_details()

    def ask(feed: dict[str, Any]) -> Any:
        values = feed[about["kind"]]
        if tuple(interpreter.get_input_details()[0]["shape"]) != values.shape:
            interpreter.resize_tensor_input(given["index"], values.shape)
            with hushed():
                interpreter.allocate_tensors()
        interpreter.set_tensor(given["index"], values)
        interpreter.invoke()
        return interpreter.get_tensor(said["index"])

    prepare = _preparing(about)
    if task.classes is None:
        return ExportedRegressor((interpreter, ask), prepare)
    return ExportedClassifier((interpreter, ask), prepare, 0, labels(task))


def _converted(graph: Graph, parts: Parts, quantize: str | None) -> bytes:
    import tensorflow as tf

    average = graph.probabilities()
    module = tf.Module()
    module.kept = graph.variables()
    serve = tf.function(average, input_signature=graph.inputs).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([serve], module)
    if quantize is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if quantize == "int8":
        converter.representative_dataset = lambda: _calibrating(parts)
    try:
        return bytes(converter.convert())
    except Exception as error:
        reason = str(error).strip().split("\n")[0]
        raise ExportError(
            f"LiteRT cannot hold this network ({reason}). Save it in format 'saved_model', or "
            "fit with convolutions: block='plain', kind='convolution'."
        ) from error


def _calibrating(parts: Parts) -> Any:
    """Yield some of the training rows, as inputs."""
    for row in parts.members[0].estimator.network_.some_:
        yield [np.asarray(row, dtype=np.float32)[None]]


def _preparing(about: dict[str, Any]) -> Any:
    """Return what makes rows as large, or as long, as the file takes them."""
    if about["kind"] == "image":
        uniform = UniformImages()
        uniform.shape_, uniform.n_features_in_ = tuple(about["shape"]), 0
        return lambda X: {"image": uniform.transform(X).astype(np.float32)}
    padded = PaddedSequences()
    padded.steps_, padded.every_, padded.n_features_in_ = about["shape"][0], about["every"], 0

    def feed(X: Any) -> dict[str, Any]:
        from lepton_keras.networks.sequence import to_the_end

        found = padded.transform(X)
        return {"sequence": found if about["ragged"] else to_the_end(found)}

    return feed
