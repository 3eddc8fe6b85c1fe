"""What left-out rows say of how far predictions are off, kept for intervals and sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.conformal import Conformal
from lepton_automl.conformal.conformal import FORMS
from lepton_automl.ensemble.calibrate import calibrated
from lepton_automl.ensemble.predicted import Predicted, helps, parted

__all__ = ["conform"]

LEAST_ROWS = 200  # fewer say too little of where predictions are further off
ROWS_A_KNOT = 50
MOST_KNOTS = 20
COVERAGE = 0.9  # at which intervals are compared
NARROWEST = 0.05  # of the mean: no prediction is that sure

Knots = tuple[NDArray[np.float64], NDArray[np.float64]]


def conform(model: Any, folds: Sequence[Predicted], form: str) -> Conformal | None:
    """Return what follows from predictions of left-out rows, for new rows.

    Where predictions of a value are further off for some values than for others, intervals
    follow that, if it makes them better on parts of the rows that it was not learned from.

    Parameters
    ----------
    model : estimator
        The ensemble, which may have been calibrated after the predictions were made.
    folds : sequence of Predicted
        Out-of-fold predictions of the same members, fold by fold.
    form : str
        The form of the predictions; None is returned for one that has no intervals or sets.
    """
    if form not in FORMS or not folds:
        return None
    said = calibrated(model, folds) if form == "probability" else list(folds)
    whole = Predicted.joined(said)
    follows = form == "value" and _follows(said)
    return _learned(form, whole, follows)


def _follows(folds: Sequence[Predicted]) -> bool:
    """Tell whether intervals that follow the size of errors are better on other rows."""
    parts = parted(folds)
    if len(parts) < 2 or sum(len(p.y) for p in parts) < LEAST_ROWS:
        return False
    found = []
    for index, held in enumerate(parts):
        known = Predicted.joined([*parts[:index], *parts[index + 1 :]])
        costs = [_cost(_learned("value", known, follows), held) for follows in (False, True)]
        found.append(costs[0] - costs[1])
    return helps(found)


def _learned(form: str, known: Predicted, follows: bool) -> Conformal:
    spread = _spread(known) if follows else None
    return Conformal.of(form, known.y, known.prediction, known.weight, spread=spread)


def _spread(known: Predicted) -> Knots | None:
    """Return how far off predictions are, by their value: the mean error around some knots."""
    order = np.argsort(known.prediction, kind="stable")
    value = known.prediction[order]
    off = np.abs(known.y - known.prediction)[order]
    weight = np.ones(len(order)) if known.weight is None else known.weight[order]
    n_knots = min(MOST_KNOTS, len(order) // ROWS_A_KNOT)
    pieces = [p for p in np.array_split(np.arange(len(order)), n_knots) if weight[p].sum() > 0]
    knots = np.array([np.average(value[p], weights=weight[p]) for p in pieces])
    sizes = np.array([np.average(off[p], weights=weight[p]) for p in pieces])
    mean = float(sizes.mean())
    if mean <= 0:
        return None
    return knots, np.maximum(sizes, NARROWEST * mean)


def _cost(conformal: Conformal, held: Predicted) -> float:
    """Return the interval score: the width, and what a row outside costs (Winkler, 1972)."""
    low, high = conformal.interval(held.prediction, COVERAGE).T
    outside = np.maximum(low - held.y, 0) + np.maximum(held.y - high, 0)
    costs = high - low + 2 / (1 - COVERAGE) * outside
    return float(np.average(costs, weights=held.weight))
