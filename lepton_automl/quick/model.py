"""A whole fitted model as a function of a few rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.pipeline import Pipeline

from lepton_automl.prepare.all_classes import AllClasses
from lepton_automl.quick.estimators import predictor
from lepton_automl.quick.rows import Rows
from lepton_automl.quick.transformers import transform

__all__ = ["quick"]

Predict = Callable[[Rows], Any]


def quick(model: Any, response: str) -> Callable[[Any], Any] | None:
    """Return a model's prediction of a few rows as a function, or None if it is not known how.

    Parameters
    ----------
    model : estimator
        Fitted: a ``VotingClassifier``, a ``VotingRegressor`` or a ``Pipeline``, with or
        without temperature scaling around it.
    response : {"predict", "predict_proba"}
        What to predict.

    Returns
    -------
    callable or None
        ``X -> prediction``, the same as the model's own within rounding.
    """
    make = _whole(model, response)
    return None if make is None else lambda X: make(Rows(X))


def _whole(model: Any, response: str) -> Predict | None:
    if isinstance(model, CalibratedClassifierCV) and response == "predict_proba":
        return _calibrated(model)
    if isinstance(model, VotingClassifier) and response == "predict_proba":
        return _averaged(model, response)
    if isinstance(model, VotingRegressor) and response == "predict":
        return _averaged(model, response)
    if isinstance(model, Pipeline):
        return _member(model, response)
    return None


def _averaged(model: Any, response: str) -> Predict:
    members = [_member(each, response) for each in model.estimators_]
    weights = np.asarray(model.weights or [1.0] * len(members), dtype=np.float64)
    weights = weights / weights.sum()
    return lambda rows: sum(
        weight * np.asarray(member(rows))
        for weight, member in zip(weights, members, strict=True)
    )


def _member(model: Any, response: str) -> Predict:
    if isinstance(model, AllClasses) and response == "predict_proba":
        inner = _member(model.estimator, response)
        seen = np.asarray(model.estimator.classes_, dtype=int)

        def spread(rows: Rows) -> Any:
            found = inner(rows)
            everything = np.zeros((len(found), model.n_classes))
            everything[:, seen] = found
            return everything

        return spread
    if not isinstance(model, Pipeline):
        return lambda rows: getattr(model, response)(rows.X)
    last = predictor(model.steps[-1][1], response)
    if len(model.steps) == 1:
        return lambda rows: last(rows.array(None))
    before = model.steps[0][1] if len(model.steps) == 2 else Pipeline(model.steps[:-1])
    prepare = transform(before)
    return lambda rows: last(prepare(rows))


def _calibrated(model: CalibratedClassifierCV) -> Predict | None:
    """Return a model with scikit-learn's temperature scaling around it."""
    if model.method != "temperature" or len(model.calibrated_classifiers_) != 1:
        return None
    (calibrated,) = model.calibrated_classifiers_
    if hasattr(calibrated.estimator, "decision_function"):
        return None  # it is the decisions that are scaled, not the probabilities
    inner = _whole(calibrated.estimator, "predict_proba")
    if inner is None:
        return None
    (scaling,) = calibrated.calibrators
    return lambda rows: scaling.predict(np.asarray(inner(rows)))
