"""An ensemble taken apart: its networks, what prepares rows for each, and their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_keras.images.uniform import UniformImages
from lepton_keras.networks.estimator import NetworkEstimator
from lepton_keras.networks.image import ImageNetwork
from lepton_keras.networks.sequence import SequenceNetwork
from lepton_keras.sequences.uniform import PaddedSequences

__all__ = ["Part", "Parts", "parts_of"]


@dataclass(frozen=True, eq=False)
class Part:
    """A network of an ensemble.

    Attributes
    ----------
    weight : float
        Of all weights together, which are 1.
    prepare : transformer or None
        What makes the network's X out of rows.
    estimator : NetworkEstimator
    """

    weight: float
    prepare: Any
    estimator: Any

    @property
    def model(self) -> Any:
        """The Keras model."""
        return self.estimator.model_

    def feed(self, X: Any) -> dict[str, Any]:
        """Return what the network's inputs are given, by name."""
        ready = X if self.prepare is None else self.prepare.transform(X)
        found = self.estimator.network_.arrays(ready)
        return {
            name: np.asarray(v, dtype=None if v.dtype == np.int32 else np.float32)
            for name, v in found.items()
        }


@dataclass(frozen=True, eq=False)
class Parts:
    """Networks whose outputs are averaged, and what is done with the average.

    Attributes
    ----------
    members : tuple of Part
    temperature : float
        By which the average's logarithms are multiplied; 1 leaves it as it is.
    """

    members: tuple[Part, ...]
    temperature: float = 1.0

    @property
    def kind(self) -> str:
        """What the graph itself takes: ``"image"``, ``"sequence"``, or ``"prepared"``."""
        for kind, prepare, network in (
            ("image", UniformImages, ImageNetwork),
            ("sequence", PaddedSequences, SequenceNetwork),
        ):
            if all(
                isinstance(m.prepare, prepare) and isinstance(m.estimator.network_, network)
                for m in self.members
            ):
                return kind
        return "prepared"


def parts_of(model: Any) -> Parts:
    """Take a fitted model apart.

    Raises
    ------
    ExportError
        If something in it is no network; the message says what.
    """
    temperature = 1.0
    if hasattr(model, "calibrated_classifiers_"):
        (inner,) = model.calibrated_classifiers_
        (calibrator,) = inner.calibrators if len(inner.calibrators) == 1 else (None,)
        if not hasattr(calibrator, "beta_"):
            raise ExportError(
                "The model's probabilities are calibrated class by class, which a network "
                "cannot hold. Save it in format 'joblib'."
            )
        temperature, model = float(calibrator.beta_), inner.estimator
    return Parts(tuple(_members(model, 1.0)), temperature)


def _members(model: Any, weight: float) -> list[Part]:
    if hasattr(model, "estimators_") and hasattr(model, "weights"):
        weights = np.ones(len(model.estimators_)) if model.weights is None else model.weights
        shares = weight * np.asarray(weights, dtype=float) / np.sum(weights)
        pairs = zip(model.estimators_, shares, strict=True)
        return [part for inner, share in pairs if share for part in _members(inner, share)]
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    if not isinstance(last, NetworkEstimator):
        raise ExportError(
            f"{type(last).__name__} is no network, and only networks can be written in this "
            "format. Fit with estimators=['keras_image'] (or 'keras_sequence', 'keras_text', "
            "'keras_table'), or save in format 'joblib'."
        )
    prepare = None
    if hasattr(model, "steps"):
        steps = [s for _, s in model.steps[:-1] if s not in ("passthrough", None)]
        prepare = steps[0] if len(steps) == 1 else (model[:-1] if steps else None)
    return [Part(weight, prepare, last)]
