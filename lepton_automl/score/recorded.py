"""Applies scikit-learn scorers to predictions that were made before.

A scorer wants an estimator to call. It gets a small stand-in that is fitted, and whose
``predict`` and ``predict_proba`` hand out what was recorded, whatever X is.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer

__all__ = ["apply_scorer", "scorer_name"]


class _Recorded(BaseEstimator):
    """Answers with the values it was made with."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, X: Any, y: Any = None) -> _Recorded:
        """Do nothing: the answers are there."""
        return self

    def predict(self, X: Any) -> Any:
        """Return the recorded values."""
        return self.values


class _RecordedValues(RegressorMixin, _Recorded):
    """A stand-in for a regressor."""


class _RecordedLabels(ClassifierMixin, _Recorded):
    """A stand-in for a classifier of labels: values are the probability of each."""

    @property
    def classes_(self) -> Any:
        """What each label may be, as scikit-learn says it."""
        return [np.arange(2)] * self.values.shape[1]

    def predict_proba(self, X: Any) -> Any:
        """Return the recorded probabilities."""
        return self.values

    def predict(self, X: Any) -> Any:
        """Return which labels are more probable than not."""
        return (self.values >= 0.5).astype(int)


class _RecordedClasses(ClassifierMixin, _Recorded):
    """A stand-in for a classifier: values are probabilities, in the order of `classes`."""

    def __init__(self, values: Any, classes: Any) -> None:
        self.values = values
        self.classes = classes

    @property
    def classes_(self) -> Any:
        """The labels, as if found in ``fit``."""
        return self.classes

    def predict_proba(self, X: Any) -> Any:
        """Return the recorded probabilities."""
        return self.values

    def predict(self, X: Any) -> Any:
        """Return the most probable labels."""
        return self.classes[np.argmax(self.values, axis=1)]


def apply_scorer(
    scorer: str | Callable[..., Any] | None,
    y_true: Any,
    prediction: Any,
    form: str,
    sample_weight: Any = None,
    classes: Any = None,
) -> float:
    """Return what a scorer says of recorded predictions.

    Parameters
    ----------
    scorer : str or callable
        A scikit-learn scorer's name, or ``(estimator, X, y) -> float``. X is an empty table of
        the right length: a scorer that looks into X has nothing to see.
    y_true, prediction, form, sample_weight, classes
        As for `Score`.
    """
    call: Any = get_scorer(scorer) if isinstance(scorer, str) else scorer
    estimator: Any
    if form == "probability":
        labels = np.arange(prediction.shape[1]) if classes is None else np.asarray(classes)
        estimator, y_true = _RecordedClasses(prediction, labels), labels[y_true]
    elif form == "labels":
        estimator = _RecordedLabels(prediction)
    elif form in ("value", "values"):
        estimator = _RecordedValues(prediction)
    else:
        estimator = _Recorded(prediction)
    options = {}
    if sample_weight is not None and _takes_weights(call):
        options["sample_weight"] = sample_weight
    return float(call(estimator, np.empty((len(y_true), 0)), y_true, **options))


def scorer_name(scorer: Callable[..., Any]) -> str:
    """Return a name for a scorer: its function's, with ``neg_`` where it is negated.

    Examples
    --------
    >>> from sklearn.metrics import make_scorer, max_error
    >>> scorer_name(make_scorer(max_error, greater_is_better=False))
    'neg_max_error'
    """
    inner = getattr(scorer, "_score_func", scorer)
    name = getattr(inner, "__name__", None) or type(inner).__name__
    return f"neg_{name}" if getattr(scorer, "_sign", 1) < 0 else str(name)


def _takes_weights(scorer: Any) -> bool:
    return "sample_weight" in signature(getattr(scorer, "_score_func", scorer)).parameters
