"""A whole fitted model as a function of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import Pipeline

from lepton_automl.prepare.all_classes import AllClasses
from lepton_automl.quick.estimators import keeps_sparse_rows, predictor
from lepton_automl.quick.margins import each_calibrated
from lepton_automl.quick.rows import FEW, Rows
from lepton_automl.quick.steps import dense
from lepton_automl.quick.threads import side_by_side
from lepton_automl.quick.transformers import transform

__all__ = ["quick"]

Predict = Callable[[Rows], Any]


def quick(model: Any, response: str) -> Callable[[Any], Any] | None:
    """Return a model's prediction of some rows as a function, or None if it is not known how.

    Parameters
    ----------
    model : estimator
        Fitted: a ``VotingClassifier``, a ``VotingRegressor`` or a ``Pipeline``, with or
        without calibration or a threshold around it.
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
    if isinstance(model, FixedThresholdClassifier):
        return _cut(model, response)
    if isinstance(model, (CalibratedClassifierCV, VotingClassifier)):
        if response == "predict":
            return _likeliest(model)
        calibrated = isinstance(model, CalibratedClassifierCV)
        return _calibrated(model) if calibrated else _averaged(model, response)
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
        weight * np.asarray(said)
        for weight, said in zip(weights, side_by_side(members, rows), strict=True)
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
    return _prepared(transform(before), last, model.steps[-1][1], response)


def _prepared(prepare: Predict, last: Predict, estimator: Any, response: str) -> Predict:
    """Return a prediction of prepared rows; many sparse ones are not written out."""
    own, few = getattr(estimator, response), 0 if keeps_sparse_rows(estimator) else FEW

    def run(rows: Rows) -> Any:
        X = prepare(rows)
        if not sparse.issparse(X):
            return last(X)
        return own(X) if X.shape[0] > few else last(dense(X))

    return run


def _likeliest(model: Any) -> Predict | None:
    """Return labels: the class that is most probable."""
    proba = _whole(model, "predict_proba")
    if proba is None:
        return None
    known, classes = proba, np.asarray(model.classes_)
    return lambda rows: classes[np.argmax(known(rows), axis=1)]


def _cut(model: FixedThresholdClassifier, response: str) -> Predict | None:
    """Return what a model says from whose probability on a row belongs to a class."""
    inner = _whole(model.estimator_, "predict_proba")
    if inner is None or response == "predict_proba":
        return inner
    if model.response_method != "predict_proba" or model.pos_label is not None:
        return None
    known, classes, threshold = inner, np.asarray(model.classes_), model.threshold
    return lambda rows: classes[(known(rows)[:, 1] >= threshold).astype(int)]


def _calibrated(model: CalibratedClassifierCV) -> Predict | None:
    """Return a model with one of scikit-learn's calibrations around it."""
    if len(model.calibrated_classifiers_) != 1:
        return None
    (calibrated,) = model.calibrated_classifiers_
    if hasattr(calibrated.estimator, "decision_function"):
        return None  # it is the decisions that are scaled, not the probabilities
    inner = _whole(calibrated.estimator, "predict_proba")
    if inner is None:
        return None
    known = inner
    if model.method == "temperature":
        (scaling,) = calibrated.calibrators
        return lambda rows: scaling.predict(np.asarray(known(rows)))
    classes = np.asarray(model.classes_)
    if not np.array_equal(calibrated.estimator.classes_, classes):
        return None
    steps = calibrated.calibrators
    return lambda rows: each_calibrated(steps, np.asarray(known(rows)))
