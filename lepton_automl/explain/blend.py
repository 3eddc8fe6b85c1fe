"""A fitted model taken apart: what stands around the blend, and the members inside."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import threadpool_limits

from lepton_automl.prepare import predict_several

__all__ = [
    "AsGiven",
    "blend_of",
    "by_fold",
    "members",
    "outputs",
    "quietly",
    "respond",
    "rewrapped",
    "unthresholded",
]

Array = NDArray[np.float64]
FOLD = re.compile(r"(?P<member>.+-[0-9a-f]{10})-(?P<fold>\d+)")


def members(model: Any) -> list[tuple[float, Any]]:
    """Return the weights and members whose predictions add up to the model's.

    A model that is no average of others is its own only member.

    Examples
    --------
    >>> members("a model")
    [(1.0, 'a model')]
    """
    weights = getattr(model, "weights", None)
    fitted = getattr(model, "estimators_", None)
    if not hasattr(model, "named_estimators_") or fitted is None:
        return [(1.0, model)]
    shares = np.ones(len(fitted)) if weights is None else np.asarray(weights, float)
    return list(zip((shares / shares.sum()).tolist(), fitted, strict=True))


def unthresholded(model: Any) -> Any:
    """Return what is inside a tuned threshold, which leaves probabilities as they are."""
    tuned = hasattr(model, "threshold") and hasattr(model, "estimator_")
    return model.estimator_ if tuned else model


def blend_of(model: Any) -> Any:
    """Return what is inside a tuned threshold or calibration."""
    if hasattr(model, "calibrated_classifiers_") and len(model.calibrated_classifiers_) == 1:
        return blend_of(model.calibrated_classifiers_[0].estimator)
    inner = unthresholded(model)
    return model if inner is model else blend_of(inner)


def rewrapped(model: Any, inner: Any) -> Any:
    """Return a model whose blend is replaced, with the same threshold and calibration."""
    if blend_of(model) is model:
        return inner
    found = copy(model)
    if hasattr(model, "calibrated_classifiers_"):
        (calibrated,) = model.calibrated_classifiers_
        calibrated = copy(calibrated)
        calibrated.estimator = rewrapped(calibrated.estimator, inner)
        found.calibrated_classifiers_ = [calibrated]
        found.estimator = calibrated.estimator
    else:
        found.estimator_ = rewrapped(model.estimator_, inner)
    return found


def by_fold(model: Any) -> dict[int, Any]:
    """Return for each fold the model made of the members' pipelines of that fold alone.

    It is what predicted the rows left out of the fold. Members that were fitted on all rows
    are left out, for they have seen them; it is empty where all are such.
    """
    blend = blend_of(model)
    pairs = getattr(blend, "estimators", None) or []
    found = [FOLD.fullmatch(name) if isinstance(name, str) else None for name, _ in pairs]
    matches = {at: match for at, match in enumerate(found) if match}
    names = [match["member"] for match in matches.values()]
    weights = [weight for weight, _ in members(blend)]
    folds: dict[int, Any] = {}
    for fold in sorted({int(match["fold"]) for match in matches.values()}):
        chosen = [at for at, match in matches.items() if int(match["fold"]) == fold]
        part = copy(blend)
        part.estimators = [blend.estimators[at] for at in chosen]
        part.estimators_ = [blend.estimators_[at] for at in chosen]
        part.weights = [weights[at] * names.count(matches[at]["member"]) for at in chosen]
        folds[fold] = rewrapped(model, part)
    return folds


@contextmanager
def quietly() -> Iterator[None]:
    """Predict in one thread, without the warnings that `predict` has given already.

    Of many small predictions, the threads of each would wait for each other most of the time.
    """
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def respond(model: Any, response: str, X: Any) -> Array:
    """Return a model's predictions as an array of shape (n_rows, n_outputs)."""
    if response == "predict_proba":  # of several labels, scikit-learn gives a list of arrays
        found = np.asarray(predict_several(model, X, "labels"), dtype=np.float64)
    else:
        found = np.asarray(getattr(model, response)(X), dtype=np.float64)
    return found[:, None] if found.ndim == 1 else found


def outputs(prediction: Array, two_classes: bool) -> Array:
    """Return the outputs worth explaining: of two classes, that of the greater one."""
    return prediction[:, 1:2] if two_classes and prediction.shape[1] == 2 else prediction


class AsGiven(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose input are the probabilities.

    Parameters
    ----------
    classes : ndarray of labels
        In the order of the columns.
    """

    def __init__(self, classes: Any = None) -> None:
        self.classes = classes

    @property
    def classes_(self) -> Any:
        """The labels."""
        return self.classes

    def fit(self, X: Any, y: Any = None) -> AsGiven:
        """Return itself."""
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return the probabilities."""
        return X

    def predict(self, X: Any) -> Any:
        """Return the likeliest class's label."""
        return self.classes[np.argmax(X, axis=1)]

    def __sklearn_is_fitted__(self) -> bool:
        """Say that it is fitted."""
        return True
