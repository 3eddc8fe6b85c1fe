"""Metrics of probabilities, in the form that the metric offers need.

scikit-learn's functions, told which classes there are: a fold may lack one. `y_true` holds
class positions and `y_proba` one column a class.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from lepton_automl.score import fast

Array = NDArray[Any]


def roc_auc_mean(
    y_true: Array,
    y_proba: Array,
    *,
    multi_class: str,
    average: str,
    sample_weight: Array | None = None,
) -> float:
    """Return the area under the ROC curve, averaged over classes or pairs of classes.

    Only classes that occur in `y_true` take part, with their probabilities scaled to add up
    to one; with fewer than two it is NaN.
    """
    present = np.unique(y_true)
    if len(present) < 2:
        return float("nan")
    if y_proba.shape[1] == 2:
        return fast.roc_auc(y_true, y_proba, sample_weight)
    if len(present) == 2:
        pair = _scaled(y_proba[:, present])
        return fast.roc_auc((y_true == present[1]).astype(int), pair, sample_weight)
    return float(
        metrics.roc_auc_score(
            y_true,
            _scaled(y_proba[:, present]),
            multi_class=multi_class,
            average=average,
            labels=present,
            sample_weight=sample_weight,
        )
    )


def average_precision(
    y_true: Array, y_proba: Array, sample_weight: Array | None = None
) -> float:
    """Return the average precision; with several classes, the mean over those that occur."""
    if y_true.ndim == 2:
        known = [k for k in range(y_true.shape[1]) if y_true[:, k].any()]
        parts = [_precision(y_true[:, k] == 1, y_proba[:, k], sample_weight) for k in known]
        return float(np.mean(parts)) if parts else float("nan")
    present = [1] if y_proba.shape[1] == 2 else np.unique(y_true)
    return float(
        np.mean([_precision(y_true == k, y_proba[:, k], sample_weight) for k in present])
    )


def brier(y_true: Array, y_proba: Array, sample_weight: Array | None = None) -> float:
    """Return the mean squared distance of the probabilities from what came true."""
    return float(
        metrics.brier_score_loss(
            y_true, y_proba, sample_weight=sample_weight, labels=_labels(y_proba)
        )
    )


def d2_log_loss(y_true: Array, y_proba: Array, sample_weight: Array | None = None) -> float:
    """Return the share of the log loss of the class shares that is explained away."""
    return float(
        metrics.d2_log_loss_score(
            y_true, y_proba, sample_weight=sample_weight, labels=_labels(y_proba)
        )
    )


def d2_brier(y_true: Array, y_proba: Array, sample_weight: Array | None = None) -> float:
    """Return the share of the Brier score of the class shares that is explained away."""
    return float(
        metrics.d2_brier_score(
            y_true, y_proba, sample_weight=sample_weight, labels=_labels(y_proba)
        )
    )


def top_k_accuracy(
    y_true: Array, y_proba: Array, sample_weight: Array | None = None, k: int = 2
) -> float:
    """Return the share of rows whose class is among the k most probable."""
    return float(
        metrics.top_k_accuracy_score(
            y_true, y_proba, k=k, sample_weight=sample_weight, labels=_labels(y_proba)
        )
    )


def _labels(y_proba: Array) -> Array:
    return np.arange(y_proba.shape[1])


def _scaled(y_proba: Array) -> Array:
    total = y_proba.sum(axis=1, keepdims=True)
    scaled: Array = np.divide(
        y_proba, total, out=np.full_like(y_proba, 1 / y_proba.shape[1]), where=total > 0
    )
    return scaled


def _precision(positive: Array, ranking: Array, sample_weight: Array | None) -> float:
    with warnings.catch_warnings():
        # A fold without positives has average precision 0 by definition; no news.
        warnings.filterwarnings("ignore", "No positive class found")
        return float(
            metrics.average_precision_score(positive, ranking, sample_weight=sample_weight)
        )
