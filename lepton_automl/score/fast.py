"""Metrics in plain numpy: the ones that an ensemble computes thousands of times.

They equal scikit-learn's to the last few bits, without its checks: y is encoded as class
positions, probabilities have one column a class, and everything has the same length. A y of
two dimensions holds labels (0 and 1) or numbers, one a column; losses are then averaged over
columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def accuracy(y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> float:
    """Return the share of rows predicted right; with several labels, all of them right.

    Examples
    --------
    >>> accuracy(np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0]))
    0.75
    """
    right = y_true == y_pred
    if right.ndim == 2:
        right = right.all(axis=1)
    return float(np.average(right, weights=sample_weight))


def hamming_loss(y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> float:
    """Return the share of labels predicted wrong."""
    return float(np.average((y_true != y_pred).mean(axis=1), weights=sample_weight))


def root_mean_squared_error(
    y_true: Array, y_pred: Array, sample_weight: Array | None = None
) -> float:
    """Return the root of the mean squared difference."""
    squares = np.average((y_true - y_pred) ** 2, axis=0, weights=sample_weight)
    return float(np.mean(np.sqrt(squares)))


def mean_squared_error(
    y_true: Array, y_pred: Array, sample_weight: Array | None = None
) -> float:
    """Return the mean squared difference."""
    return float(np.mean(np.average((y_true - y_pred) ** 2, axis=0, weights=sample_weight)))


def mean_absolute_error(
    y_true: Array, y_pred: Array, sample_weight: Array | None = None
) -> float:
    """Return the mean absolute difference."""
    errors = np.abs(y_true - y_pred)
    return float(np.mean(np.average(errors, axis=0, weights=sample_weight)))


def log_loss(y_true: Array, y_proba: Array, sample_weight: Array | None = None) -> float:
    """Return the mean negative logarithm of the probability given to the true class.

    With several labels, to what is true of each.

    Examples
    --------
    >>> round(log_loss(np.array([0, 1]), np.array([[0.5, 0.5], [0.5, 0.5]])), 4)
    0.6931
    """
    if y_proba.dtype.kind != "f":
        y_proba = y_proba.astype(np.float64)
    if y_true.ndim == 2:
        given = np.where(y_true == 1, y_proba, 1 - y_proba)
    else:
        given = y_proba[np.arange(len(y_true)), y_true]
    # One epsilon off 0 and 1, so that a single sure mistake costs 36 and not infinity.
    eps = np.finfo(y_proba.dtype).eps
    losses = -np.log(np.clip(given, eps, 1 - eps))
    return float(np.mean(np.average(losses, axis=0, weights=sample_weight)))


def roc_auc(y_true: Array, y_proba: Array, sample_weight: Array | None = None) -> float:
    """Return the area under the ROC curve; with several classes, the mean of one against rest.

    With several labels it is the mean of theirs. Classes and labels that do not occur in
    `y_true`, or that every row has, are left out of the mean; if that leaves none the area is
    not defined, and NaN.

    Examples
    --------
    >>> roc_auc(np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4]]))
    0.75
    """
    columns = range(y_proba.shape[1])
    if y_true.ndim == 2:
        areas = [_area(y_true[:, k] == 1, y_proba[:, k], sample_weight) for k in columns]
    elif len(columns) == 2:
        return _area(y_true == 1, y_proba[:, 1], sample_weight)
    else:
        areas = [_area(y_true == k, y_proba[:, k], sample_weight) for k in columns]
    defined = [area for area in areas if area == area]
    return float(np.mean(defined)) if defined else float("nan")


def _area(positive: Array, ranking: Array, sample_weight: Array | None) -> float:
    """Return the weighted share of (positive, negative) pairs in order; ties count half."""
    weight = np.ones(len(positive)) if sample_weight is None else sample_weight
    order = np.argsort(ranking, kind="stable")
    ranking, positive, weight = ranking[order], positive[order], weight[order]
    first_of_tie = np.flatnonzero(np.r_[True, ranking[1:] != ranking[:-1]])
    positives = np.add.reduceat(np.where(positive, weight, 0.0), first_of_tie)
    negatives = np.add.reduceat(np.where(positive, 0.0, weight), first_of_tie)
    pairs = positives.sum() * negatives.sum()
    if pairs == 0:
        return float("nan")
    below = np.cumsum(negatives) - negatives
    return float(np.sum(positives * (below + negatives / 2)) / pairs)
