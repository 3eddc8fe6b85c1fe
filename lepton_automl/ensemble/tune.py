"""After selection: probabilities made honest, or a threshold put where it pays.

Either is learned from the ensemble's out-of-fold predictions, and kept only where it helps on
folds that it was not learned from. What does it is scikit-learn's own: temperature scaling in a
``CalibratedClassifierCV``, or a ``FixedThresholdClassifier``.

Guo, Pleiss, Sun and Weinberger: On Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.metrics import log_loss
from sklearn.model_selection import FixedThresholdClassifier

from lepton_automl.budget import Clock
from lepton_automl.intake import labels
from lepton_automl.run.plan import Plan

__all__ = ["TUNING_SECONDS", "Predicted", "tune"]

TUNING_SECONDS = 0.4  # that tuning may take; without them it is left out
THRESHOLDS = 30
LEAST_ROWS = 200  # fewer rows say too little of probabilities
SHARPEST = 2.0  # a model that seems this much too unsure is on rows too easy to judge by


@dataclass(frozen=True, eq=False)
class Predicted:
    """What the ensemble said of some rows, and what is true of them.

    Attributes
    ----------
    y : ndarray of shape (n_rows,)
        Encoded.
    prediction : ndarray of shape (n_rows, n_classes)
    weight : ndarray of shape (n_rows,) or None
    rows : ndarray of shape (n_rows,) or None
        The rows' positions in the training data.
    """

    y: Any
    prediction: Any
    weight: Any = None
    rows: Any = None

    @classmethod
    def joined(cls, parts: Sequence[Predicted]) -> Predicted:
        """Return several as one."""
        weights = [p.weight for p in parts]
        return cls(
            np.concatenate([p.y for p in parts]),
            np.concatenate([p.prediction for p in parts]),
            None if weights[0] is None else np.concatenate(weights),
        )


def tune(model: Any, folds: Sequence[Predicted], plan: Plan, clock: Clock) -> Any:
    """Return the model: calibrated, with another threshold, or as it is.

    The threshold is tuned where two classes are scored by their labels, the temperature where
    probabilities are scored, or ranks of two classes, which it does not change.

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
    response = getattr(getattr(plan.score, "metric", None), "response", None)
    two = plan.task.n_classes == 2
    if plan.task_spec.prediction != "probability" or clock.left() < TUNING_SECONDS / 2:
        return model
    if len(folds) < 2 or sum(len(f.y) for f in folds) < LEAST_ROWS:
        return model
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of folds that lack a class, and such: no news here
        if response == "predict" and two:
            return _with_threshold(model, folds, plan.score)
        if response == "predict_proba" or (response == "score" and two):
            return _with_temperature(model, folds, labels(plan.task))
    return model


def _helps(
    folds: Sequence[Predicted],
    learn: Callable[[Predicted], Callable[[Any], Any]],
    judge: Callable[[Predicted, Any], float],
) -> bool:
    """Tell whether what is learned on other folds betters most folds, and their mean."""
    gains = []
    for index, held in enumerate(folds):
        apply = learn(Predicted.joined([*folds[:index], *folds[index + 1 :]]))
        gains.append(judge(held, apply(held.prediction)) - judge(held, held.prediction))
    return bool(np.mean(gains) > 0 and np.mean(np.array(gains) > 0) > 0.5)


def _with_threshold(model: Any, folds: Sequence[Predicted], score: Any) -> Any:
    def judge(held: Predicted, prediction: Any) -> float:
        return float(score(held.y, prediction, held.weight))

    def best(known: Predicted) -> float:
        tried = np.unique(
            np.quantile(known.prediction[:, 1], np.linspace(0.01, 0.99, THRESHOLDS))
        )
        return float(max(tried, key=lambda t: judge(known, _cut(known.prediction, t))))

    def learn(known: Predicted) -> Callable[[Any], Any]:
        threshold = best(known)
        return lambda prediction: _cut(prediction, threshold)

    if not _helps(folds, learn, judge):
        return model
    tuned = FixedThresholdClassifier(
        model, threshold=best(Predicted.joined(folds)), response_method="predict_proba"
    )
    tuned.estimator_ = model
    return tuned


def _cut(prediction: Any, threshold: float) -> Any:
    """Return probabilities of 0 and 1 whose greater one says what the threshold says."""
    return np.eye(2)[(prediction[:, 1] >= threshold).astype(int)]


def _with_temperature(model: Any, folds: Sequence[Predicted], classes: Any) -> Any:
    def learn(known: Predicted) -> Callable[[Any], Any]:
        return _temperature(known, len(classes)).predict_proba  # type: ignore[no-any-return]

    def judge(held: Predicted, prediction: Any) -> float:
        known = range(len(classes))
        return -float(log_loss(held.y, prediction, sample_weight=held.weight, labels=known))

    whole = Predicted.joined(folds)
    if len(np.unique(whole.y)) < len(classes) or not _helps(folds, learn, judge):
        return model
    tuned = _temperature(whole, len(classes))
    (inner,) = tuned.calibrated_classifiers_
    if inner.calibrators[0].beta_ > SHARPEST:
        return model
    inner = copy(inner)
    inner.estimator, inner.classes = model, classes
    tuned.set_params(estimator=model, cv=None)
    tuned.classes_, tuned.calibrated_classifiers_ = classes, [inner]
    for name in ("n_features_in_", "feature_names_in_"):
        if hasattr(model, name):
            setattr(tuned, name, getattr(model, name))
    return tuned


def _temperature(known: Predicted, n_classes: int) -> Any:
    """Return scikit-learn's temperature scaling, fitted on probabilities as they are."""
    rows = np.arange(len(known.y))
    scaling = CalibratedClassifierCV(
        _AsGiven(n_classes), method="temperature", ensemble=False, cv=[(rows, rows)]
    )
    return scaling.fit(known.prediction, known.y, sample_weight=known.weight)


class _AsGiven(ClassifierMixin, BaseEstimator):
    """A classifier whose input are the probabilities."""

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    @property
    def classes_(self) -> Any:
        return np.arange(self.n_classes)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> _AsGiven:
        return self

    def predict_proba(self, X: Any) -> Any:
        return X

    def predict(self, X: Any) -> Any:
        return np.argmax(X, axis=1)

    def __sklearn_is_fitted__(self) -> bool:
        return True
