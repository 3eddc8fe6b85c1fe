"""Models that are slow, or that fail on some rows."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from lepton_automl.errors import InputError
from lepton_automl.export import Predictor
from lepton_automl.plugin import Input, Registry, Task
from lepton_automl.serve.engine import Engine
from lepton_automl.task import Schema

TASK = Task("regression", Schema("array", (Input(None, "number", 1),)), n_rows=9)


class Toy:
    """Says twice what it is given; notes how many rows each call had.

    Attributes
    ----------
    gate : Event
        A call waits until it is set.
    entered : Event
        Set once a call waits.
    """

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.seconds = 0.0

    def predict(self, X: Any) -> Any:
        """Return twice X; refuse 13, fail on 14, break on 15."""
        self.calls.append(len(X))
        self.entered.set()
        assert self.gate.wait(60)
        time.sleep(self.seconds)
        if (X == 13).any():
            raise InputError("13 cannot be used.")
        if (X == 14).any():
            raise ValueError("14 is too much.")
        if (X == 15).any():
            raise RuntimeError("15 breaks it.")
        if (np.abs(X) > 1e39).any():
            raise ValueError("Input X contains a value too large for dtype('float32').")
        return 2 * X[:, 0]


def toy_engine(model: Any = None, name: str = "toy", version: str = "1") -> Engine:
    """Return an engine around a toy."""
    kinds = Registry(load_installed=False).kinds
    model = Toy() if model is None else model
    engine = Engine(name, Predictor(model, TASK, {"number": kinds["number"]}), version)
    if isinstance(model, Toy):
        model.calls.clear()  # the one that warms it up
        model.entered.clear()
    return engine


class Line:
    """A straight line, from a file of two numbers."""

    def __init__(self, slope: float, start: float) -> None:
        self.slope = slope
        self.start = start

    def predict(self, X: Any) -> Any:
        """Return the line's values."""
        return self.start + self.slope * np.asarray(X)[:, 0]


def save_linear(model: Any, folder: Path, task: Task) -> None:
    """Write a linear or constant model as two numbers."""
    slope = float(model.coef_[0]) if hasattr(model, "coef_") else 0.0
    start = float(model.intercept_) if slope else float(model.constant_.ravel()[0])
    (folder / "line.json").write_text(json.dumps([slope, start]))


def load_linear(folder: Path, task: Task) -> Line:
    """Return the line."""
    return Line(*json.loads((folder / "line.json").read_text()))
