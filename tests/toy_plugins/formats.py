"""Toy formats: one that is right, and one that is a little wrong for some models."""

from __future__ import annotations

import json

import joblib
import numpy as np
from sklearn.utils.metaestimators import available_if

from lepton_automl.plugin import ExportError, ExporterSpec, hookimpl

WRONG = 3.0  # the parameter C of the models that are written wrongly


def _has_classes(read):
    return hasattr(read.model, "classes_")


class Read:
    """What `load` returns: the model, with probabilities that are off."""

    def __init__(self, model, off):
        self.model = model
        self.off = off

    def __getattr__(self, name):
        if name in ("model", "off"):
            raise AttributeError(name)
        return getattr(self.model, name)

    def predict(self, X):
        found = self.model.predict(X)
        return found if _has_classes(self) else found * (1 + self.off)

    @available_if(_has_classes)
    def predict_proba(self, X):
        found = self.model.predict_proba(X)
        return found + self.off * np.array([1.0, -1.0])


def save(model, folder, task, quantize=None):
    """Write the model, and how wrong it is; what is quantized is wrong."""
    joblib.dump(model, folder / "model.bin")
    off = 0.02 if quantize or is_wrong(model) else 0.0
    (folder / "off.json").write_text(json.dumps(off))
    return {"joblib"}


def load(folder, task):
    """Return the way back."""
    off = json.loads((folder / "off.json").read_text())
    return Read(joblib.load(folder / "model.bin"), off)


def is_wrong(model):
    """Tell whether any part of a model has the parameter that is written wrongly."""
    parts = [model, *getattr(model, "estimators_", [])]
    values = [part.get_params().items() for part in parts if hasattr(part, "get_params")]
    return any(k.endswith("C") and v == WRONG for found in values for k, v in found)


def refuse(model, folder, task):
    """Write nothing."""
    raise ExportError(f"A {type(model).__name__} cannot be written.")


def crash(folder, task):
    """Fail to load."""
    raise RuntimeError("the library that reads it is of another age")


def blame(model, task, X):
    """Name the last step of a pipeline."""
    return f"step {model.steps[-1][0]!r}"


SPEC = ExporterSpec(
    "toy", f"{__name__}:save", f"{__name__}:load", blame=f"{__name__}:blame", tolerance=1e-3
)
SPECS = (
    SPEC,
    ExporterSpec("refusing", f"{__name__}:refuse", f"{__name__}:load"),
    ExporterSpec("crashing", f"{__name__}:save", f"{__name__}:crash"),
)


@hookimpl
def lepton_register_exporters():
    """Offer them."""
    return SPECS
