"""The joblib format: the scikit-learn object itself, in one file.

``joblib.load("FOLDER/model.joblib")`` gives it back, without lepton_automl where all its steps
are scikit-learn's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib

from lepton_automl.export import dump
from lepton_automl.task import Task

__all__ = ["FILE_NAME", "load", "save"]

FILE_NAME = "model.joblib"


def save(model: Any, folder: Path, task: Task) -> set[str]:
    """Write the model; one that could not be read elsewhere is refused."""
    return dump(model, folder / FILE_NAME)


def load(folder: Path, task: Task) -> Any:
    """Return the model that `save` wrote."""
    return joblib.load(folder / FILE_NAME)
