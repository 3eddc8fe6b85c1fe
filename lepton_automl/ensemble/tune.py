"""After selection: probabilities made honest, or a threshold put where it pays.

Either is learned from the ensemble's out-of-fold predictions, and kept only where it helps on
folds that it was not learned from. What does it is scikit-learn's own: a
``CalibratedClassifierCV`` (see `calibrate`) or a ``FixedThresholdClassifier``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np
from sklearn.model_selection import FixedThresholdClassifier

from lepton_automl.budget import Clock
from lepton_automl.ensemble.blend import Blend
from lepton_automl.ensemble.calibrate import calibrate
from lepton_automl.ensemble.predicted import Predicted, gains, helps
from lepton_automl.intake import labels
from lepton_automl.run.plan import Plan

__all__ = ["TUNING_SECONDS", "tune"]

TUNING_SECONDS = 0.4  # that tuning may take; without them it is left out
LEAST_ROWS = 200  # fewer rows say too little of probabilities
# Shares of rows below the thresholds tried: of all rows, and of those of the positive class,
# which may be one row in a thousand and lie above any threshold that halves the rest.
OF_ALL = (*np.linspace(0.01, 0.99, 15), 0.995, 0.998, 0.999)
OF_POSITIVE = tuple(np.linspace(0.02, 0.98, 13))
HALF = 0.5


def tune(model: Any, folds: Sequence[Predicted], plan: Plan, clock: Clock) -> Any:
    """Return the model: calibrated, with another threshold, or as it is.

    The threshold is tuned where two classes or several labels are scored as such, and
    probabilities are calibrated where they are scored, or ranks of two classes.

    Parameters
    ----------
    model : classifier or regressor
        Fitted.
    folds : sequence of Predicted
        Out-of-fold predictions of the same members, fold by fold.
    plan : Plan
    clock : Clock
        Nothing is tuned when the time has run out.
    """
    form = plan.task_spec.prediction
    response = getattr(getattr(plan.score, "metric", None), "response", None)
    two = plan.task.n_classes == 2
    if form not in ("probability", "labels") or clock.left() < TUNING_SECONDS / 2:
        return model
    if len(folds) < 2 or sum(len(f.y) for f in folds) < LEAST_ROWS:
        return model
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of folds that lack a class, and such: no news here
        if response == "predict" and (two or form == "labels"):
            return _with_threshold(model, folds, plan.score)
        if form == "labels":
            return model
        if response == "predict_proba" or (response == "score" and two):
            return calibrate(model, folds, labels(plan.task), plan.score, clock)
    return model


def _with_threshold(model: Any, folds: Sequence[Predicted], score: Any) -> Any:
    def judge(held: Predicted, prediction: Any) -> float:
        return float(score(held.y, prediction, held.weight))

    def best(known: Predicted) -> float:
        tried = _thresholds(known)
        return float(max(tried, key=lambda t: judge(known, _cut(known, known.prediction, t))))

    def learn(known: Predicted) -> Callable[[Any], Any]:
        threshold = best(known)
        return lambda prediction: _cut(known, prediction, threshold)

    if not helps(gains(folds, learn, judge)):
        return model
    return _cutting(model, best(Predicted.joined(folds)))


def _thresholds(known: Predicted) -> Any:
    """Return thresholds worth trying, the usual one first: it is kept where others only tie."""
    several = known.y.ndim == 2
    said = known.prediction.ravel() if several else known.prediction[:, 1]
    positive = said[known.y.ravel() == 1]
    tried = [np.quantile(said, OF_ALL)]
    if len(positive):
        tried.append(np.quantile(positive, OF_POSITIVE))
    return np.r_[HALF, np.unique(np.concatenate(tried))]


def _cut(known: Predicted, prediction: Any, threshold: float) -> Any:
    """Return probabilities of 0 and 1 that say what the threshold says."""
    if known.y.ndim == 2:
        return (prediction >= threshold).astype(float)
    return np.eye(2)[(prediction[:, 1] >= threshold).astype(int)]


def _cutting(model: Any, threshold: float) -> Any:
    if isinstance(model, Blend):
        blend = copy(model)
        blend.threshold = threshold
        return blend
    tuned = FixedThresholdClassifier(
        model, threshold=threshold, response_method="predict_proba"
    )
    tuned.estimator_ = model
    return tuned
