"""Runs ``model.onnx``: needs numpy and onnxruntime, and nothing that made the model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lepton_onnx.arrays import axes_of, batches

if TYPE_CHECKING:
    from lepton_automl.plugin import Task

__all__ = ["FILE_NAME", "OnnxClassifier", "OnnxModel", "feeds", "load", "session", "spelled"]

FILE_NAME = "model.onnx"
MOST_CELLS = 20_000_000  # of the inputs at once, which bounds the memory
MOST_ROWS = 4096


def load(folder: Path, task: Task) -> OnnxModel:
    """Return the model that `save` wrote."""
    made = OnnxModel if task.classes is None else OnnxClassifier
    return made((folder / FILE_NAME).read_bytes(), task)


class OnnxModel:
    """A fitted model that onnxruntime runs.

    Parameters
    ----------
    file : bytes
        What ``model.onnx`` holds.
    task : Task
        What was learned: columns, kinds and classes.

    Attributes
    ----------
    session : onnxruntime.InferenceSession
    outputs : list of str
        The names of the graph's outputs.
    """

    def __init__(self, file: bytes, task: Task) -> None:
        self.file = file
        self.task = task
        self.session = session(file)
        self.outputs = [output.name for output in self.session.get_outputs()]

    def predict(self, X: Any) -> Any:
        """Return a value for each row in canonical form."""
        return self.run(X, self.outputs[0])

    def run(self, X: Any, output: str) -> Any:
        """Return one of the graph's outputs, for many rows bit by bit."""
        if axes_of(self.task):
            return self._run_array(X, output)
        n_rows, width = X.shape[0], max(1, int(np.prod(X.shape[1:])))
        most = int(np.clip(MOST_CELLS // width, 1, MOST_ROWS))
        if n_rows <= most:
            return self.session.run([output], feeds(X, self.task))[0]
        parts = [
            self.session.run([output], feeds(_rows(X, start, start + most), self.task))[0]
            for start in range(0, n_rows, most)
        ]
        return np.concatenate(parts)

    def _run_array(self, X: Any, output: str) -> Any:
        """Return an output for images or sequences, those of one size together."""
        channels = self.session.get_inputs()[0].shape[-1]
        sides = next(o.shape[1:] for o in self.session.get_outputs() if o.name == output)
        found = np.empty((len(X), *sides))
        for place, (rows, part) in enumerate(batches(X, channels)):
            (said,) = self.session.run([output], {"X": part})
            found = found if place else np.empty((len(X), *sides), dtype=said.dtype)
            found[rows] = said
        return found

    def __reduce__(self) -> Any:
        """Pickle the file: a session cannot be."""
        return type(self), (self.file, self.task)

    def __sklearn_is_fitted__(self) -> bool:
        return True


class OnnxClassifier(OnnxModel):
    """The same for a task with classes.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, with the type that they had.
    """

    def __init__(self, file: bytes, task: Task) -> None:
        super().__init__(file, task)
        self.classes_ = np.array(task.classes, dtype=np.dtype(task.label_dtype))
        self._places = {label: place for place, label in enumerate(spelled(task))}

    def predict(self, X: Any) -> Any:
        """Return a label for each row in canonical form."""
        found = self.run(X, self.outputs[0]).tolist()
        return self.classes_[np.array([self._places[label] for label in found], dtype=int)]

    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (rows, classes), in the order of ``classes_``."""
        return self.run(X, self.outputs[1])


def spelled(task: Task) -> list[Any]:
    """Return the labels as the graph gives them: booleans, whole numbers, floats, or text."""
    classes = list(task.classes or ())
    kinds = {type(label) for label in classes}
    fits = all(-(2**63) <= label < 2**63 for label in classes) if kinds == {int} else True
    return classes if kinds in ({bool}, {int}, {float}) and fits else [str(c) for c in classes]


def feeds(X: Any, task: Task) -> dict[str, Any]:
    """Return rows in canonical form as the graph's inputs.

    Parameters
    ----------
    X : DataFrame, array or CSR matrix
    task : Task
    """
    if task.schema.form != "table":
        whole = X.toarray() if hasattr(X, "toarray") else X
        return {"X": np.ascontiguousarray(whole, dtype=np.float64)}
    return {str(i.name): _column(X[i.name].to_numpy(), i.kind) for i in task.schema.inputs}


def _column(values: Any, kind: str) -> Any:
    if kind in ("category", "text"):
        cells = [v if isinstance(v, str) else "" for v in values.tolist()]
        return np.array(cells, dtype=object).reshape(-1, 1)
    if values.dtype.kind == "M":
        missing = np.isnat(values)
        seconds = values.astype("datetime64[s]").astype(np.int64).astype(np.float64)
        return np.where(missing, np.nan, seconds).reshape(-1, 1)
    return values.astype(np.float64).reshape(-1, 1)


def session(file: bytes) -> Any:
    """Return what runs a file: on as many threads as ``OMP_NUM_THREADS`` says, else all."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Threads that spin while they wait cost the others on a busy machine more than they gain.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", 0) or 0)
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def _rows(X: Any, start: int, stop: int) -> Any:
    return X.iloc[start:stop] if hasattr(X, "iloc") else X[start:stop]
