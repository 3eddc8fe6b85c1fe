"""Classifiers by margins, and machines with a Gaussian kernel, as functions of arrays.

libsvm compares each row with one support vector after the other; a product of matrices
compares them all at once, ten times as fast and more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import RidgeClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.utils.multiclass import _ovr_decision_function

__all__ = ["each_calibrated", "kernel_machine", "sigmoids"]

Predict = Callable[[Any], Any]
AT_ONCE = 4_000_000  # comparisons of rows that are held in memory


def sigmoids(model: CalibratedClassifierCV) -> Predict | None:
    """Return probabilities by a sigmoid of each class's margin, or None if it is not known how.

    Parameters
    ----------
    model : CalibratedClassifierCV
        Fitted.
    """
    if model.method != "sigmoid" or len(model.calibrated_classifiers_) != 1:
        return None
    (calibrated,) = model.calibrated_classifiers_
    margins = _margins(calibrated.estimator)
    if margins is None or not np.array_equal(calibrated.estimator.classes_, model.classes_):
        return None
    known, steps = margins, calibrated.calibrators
    return lambda X: each_calibrated(steps, known(X))


def each_calibrated(calibrators: Sequence[Any], said: Any) -> Any:
    """Return probabilities of which each is calibrated for itself, adding up to 1 again.

    Of two classes, the last column says what there is to say.
    """
    if len(calibrators) == 1:
        positive = calibrators[0].predict(said[:, -1])
        return np.column_stack([1 - positive, positive])
    found = np.column_stack([c.predict(p) for c, p in zip(calibrators, said.T, strict=True)])
    total = found.sum(axis=1, keepdims=True)
    even = np.full_like(found, 1 / found.shape[1])
    return np.divide(found, total, out=even, where=total != 0)


def kernel_machine(machine: Any) -> Predict | None:
    """Return what a regressor says, or a classifier's margins, of shape (n_rows, margins)."""
    vectors = machine.support_vectors_
    if machine.kernel != "rbf" or sparse.issparse(vectors) or not len(vectors):
        return None
    if isinstance(machine, SVC) and len(machine.classes_) > 2:
        return _of_pairs(machine)
    return _compared(machine, machine.dual_coef_.T)


def _margins(classifier: Any) -> Predict | None:
    if type(classifier) is SVC and classifier.decision_function_shape == "ovr":
        return kernel_machine(classifier)
    if type(classifier) in (LinearSVC, RidgeClassifier):
        coef, intercept = np.atleast_2d(classifier.coef_).T, classifier.intercept_
        return lambda X: X @ coef + intercept
    return None


def _of_pairs(machine: SVC) -> Predict:
    """Return a margin for each class, of the machines that tell two classes apart."""
    ends = np.cumsum(machine.n_support_)
    members = [slice(end - n, end) for n, end in zip(machine.n_support_, ends, strict=True)]
    pairs = list(combinations(range(len(members)), 2))
    weights = np.zeros((ends[-1], len(pairs)))
    for column, (one, other) in enumerate(pairs):
        weights[members[one], column] = machine.dual_coef_[other - 1, members[one]]
        weights[members[other], column] = machine.dual_coef_[one, members[other]]
    compared = _compared(machine, weights)

    def margins(X: Any) -> Any:
        found = compared(X)
        return _ovr_decision_function(found < 0, -found, len(members))

    return margins


def _compared(machine: Any, weights: Any) -> Predict:
    """Return sums over the support vectors, each weighted by its likeness to the row."""
    vectors, gamma, intercept = machine.support_vectors_, machine._gamma, machine.intercept_
    lengths = (vectors**2).sum(axis=1)
    size = max(1, AT_ONCE // len(vectors))

    def some(X: Any) -> Any:
        apart = (X**2).sum(axis=1)[:, None] + lengths - 2.0 * (X @ vectors.T)
        return np.exp(-gamma * np.maximum(apart, 0.0)) @ weights + intercept

    def all_of_them(X: Any) -> Any:
        X = np.asarray(X, dtype=np.float64)
        if len(X) <= size:
            return some(X)
        return np.concatenate([some(X[i : i + size]) for i in range(0, len(X), size)])

    return all_of_them
