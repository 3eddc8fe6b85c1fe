"""Probabilities made honest: by a temperature, or by a rising step function.

scikit-learn's ``CalibratedClassifierCV`` does it. A temperature makes all probabilities surer
or less sure by one number; isotonic regression bends them in any way that rises, one class
against the rest, and needs more rows.

Guo, Pleiss, Sun and Weinberger: On Calibration of Modern Neural Networks, ICML 2017.
Zadrozny and Elkan: Transforming Classifier Scores into Accurate Multiclass Probability
Estimates, KDD 2002.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV

from lepton_automl.budget import Clock
from lepton_automl.ensemble.predicted import Predicted, gains, helps, parted
from lepton_automl.score.fast import log_loss

__all__ = ["AsGiven", "calibrate", "calibrated"]

SHARPEST = 2.0  # a model that seems this much too unsure is on rows too easy to judge by
ISOTONIC_ROWS = 1000  # fewer rows make steps of chance
MOST_CLASSES = 30  # of which each has its own steps


def calibrate(
    model: Any, folds: Sequence[Predicted], classes: Any, score: Any, clock: Clock
) -> Any:
    """Return the model with the calibration that lowers the log loss of other folds most.

    A temperature is tried first. Steps must be better still, and must not cost any of the
    run's own score; where ranks are scored they mostly do, as they make ties.

    Parameters
    ----------
    model : classifier
        Fitted.
    folds : sequence of Predicted
    classes : ndarray of shape (n_classes,)
    score : callable
        ``(y, prediction, weight) -> float``, greater is better.
    clock : Clock
        Steps are left out when there is less time than a temperature took twice.
    """
    n_classes, started = len(classes), time.perf_counter()
    whole = Predicted.joined(folds)
    if not _in_two_parts(folds, n_classes):
        return model
    gain = gains(folds, _learner("temperature", n_classes), _likelihood)
    best, method = (float(np.mean(gain)), "temperature") if helps(gain) else (0.0, None)
    affordable = clock.left() >= 2 * (time.perf_counter() - started)
    if len(whole.y) >= ISOTONIC_ROWS and n_classes <= MOST_CLASSES and affordable:
        learn = _learner("isotonic", n_classes)
        gain = gains(folds, learn, _likelihood)
        if helps(gain) and np.mean(gain) > best:
            kept = gains(folds, learn, lambda f, p: float(score(f.y, p, f.weight)))
            method = "isotonic" if np.mean(kept) >= 0 else method
    if method is None:
        return model
    return _around(model, _fitted(method, whole, n_classes), classes)


def calibrated(model: Any, folds: Sequence[Predicted]) -> list[Predicted]:
    """Return what a model that may be calibrated says where its members said this.

    Examples
    --------
    >>> folds = [Predicted(np.array([0]), np.array([[0.7, 0.3]]))]
    >>> calibrated("a model without calibration", folds)[0].prediction.tolist()
    [[0.7, 0.3]]
    """
    if not isinstance(model, CalibratedClassifierCV) or not folds:
        return list(folds)
    n_classes = folds[0].prediction.shape[1]
    inner = copy(model.calibrated_classifiers_[0])
    inner.estimator, inner.classes = AsGiven(n_classes), np.arange(n_classes)
    return [replace(f, prediction=inner.predict_proba(f.prediction)) for f in folds]


def _in_two_parts(folds: Sequence[Predicted], n_classes: int) -> bool:
    """Tell whether each class is still there without any one of the parts."""
    there = [np.bincount(part.y, minlength=n_classes) > 0 for part in parted(folds)]
    return bool((np.sum(there, axis=0) >= 2).all())


def _likelihood(held: Predicted, prediction: Any) -> float:
    return -log_loss(held.y, prediction, held.weight)


def _learner(method: str, n_classes: int) -> Callable[[Predicted], Callable[[Any], Any]]:
    def learn(known: Predicted) -> Callable[[Any], Any]:
        return _fitted(method, known, n_classes).predict_proba  # type: ignore[no-any-return]

    return learn


def _fitted(method: str, known: Predicted, n_classes: int) -> Any:
    """Return scikit-learn's calibration, fitted on probabilities as they are."""
    if method == "isotonic":
        known = _with_doubt(known, n_classes)
    rows = np.arange(len(known.y))
    calibration = CalibratedClassifierCV(
        AsGiven(n_classes), method=method, ensemble=False, cv=[(rows, rows)]
    )
    return calibration.fit(known.prediction, known.y, sample_weight=known.weight)


def _with_doubt(known: Predicted, n_classes: int) -> Predicted:
    """Return the rows and, for each class, one row that was sure of another.

    Without them the first step is 0 and the last 1, and a single mistake there is infinitely
    wrong.
    """
    weight = np.ones(len(known.y)) if known.weight is None else known.weight
    return Predicted(
        np.concatenate([known.y, np.arange(n_classes)]),
        np.concatenate([known.prediction, np.roll(np.eye(n_classes), 1, axis=1)]),
        np.concatenate([weight, np.full(n_classes, weight.mean())]),
    )


def _around(model: Any, calibration: Any, classes: Any) -> Any:
    """Return the calibration with the model in the place of given probabilities."""
    (inner,) = calibration.calibrated_classifiers_
    if getattr(inner.calibrators[0], "beta_", 0.0) > SHARPEST:
        return model
    inner = copy(inner)
    inner.estimator, inner.classes = model, classes
    calibration.set_params(estimator=model, cv=None)
    calibration.classes_, calibration.calibrated_classifiers_ = classes, [inner]
    for name in ("n_features_in_", "feature_names_in_"):
        if hasattr(model, name):
            setattr(calibration, name, getattr(model, name))
    return calibration


class AsGiven(ClassifierMixin, BaseEstimator):
    """A classifier whose input are the probabilities."""

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    @property
    def classes_(self) -> Any:
        """The classes, by number."""
        return np.arange(self.n_classes)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> AsGiven:
        """Learn nothing."""
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return what is given."""
        return X

    def predict(self, X: Any) -> Any:
        """Return the likeliest class."""
        return np.argmax(X, axis=1)

    def __sklearn_is_fitted__(self) -> bool:
        return True
