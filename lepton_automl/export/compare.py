"""How far two predictions of the same rows are from each other.

Two predictions are the same if

* probabilities differ by at most a `tolerance`, half of them by a tenth of it;
* labels are equal, wherever the model's two best classes are further apart than that;
* values differ by at most `tolerance`, as a share of the value or of the spread of values;
* objects are equal, but for such differences of the numbers in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Comparison", "compare", "differences"]

FEW_ROWS = 32  # the spread of predictions is taken from the first, which are ordinary


@dataclass(frozen=True)
class Comparison:
    """How far two predictions of the same rows are from each other.

    Attributes
    ----------
    rows : int
        How many were compared.
    greatest, median : float
        Differences of probabilities, or of values in shares.
    labels : float
        The share of rows whose labels differ although they are not nearly tied.
    """

    rows: int
    greatest: float
    median: float
    labels: float = 0.0

    def within(self, tolerance: float) -> bool:
        """Tell whether the two count as the same.

        Examples
        --------
        >>> Comparison(rows=10, greatest=2e-5, median=1e-6).within(1e-4)
        True
        """
        near = self.greatest <= tolerance and self.median <= tolerance / 10
        return near and self.labels == 0.0


def compare(
    wanted: Mapping[str, Any], found: Mapping[str, Any], tolerance: float = 0.0
) -> Comparison:
    """Compare answers, as `answers` returns them: labels or values, and perhaps probabilities.

    Examples
    --------
    >>> one = {"predict": np.array([1.0, 2.0, 4.0])}
    >>> compare(one, {"predict": np.array([1.0, 2.0, 5.0])}).greatest
    0.25
    """
    apart = differences(wanted, found)
    n_rows = len(wanted["predict"])
    if apart is None:
        return Comparison(n_rows, np.inf, np.inf, 1.0)
    if not n_rows:
        return Comparison(0, 0.0, 0.0)
    changed = _changed(wanted, found, tolerance)
    greatest, median = float(np.max(apart)), float(np.median(apart))
    return Comparison(n_rows, greatest, median, float(np.mean(changed)))


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Any:
    """Return how far the answers to each row are from each other; None if their form differs.

    Returns
    -------
    ndarray of shape (n_rows,) or (n_rows, n_columns), or None
    """
    one, other = wanted["predict"], found["predict"]
    if "predict_proba" in wanted:
        one, other = wanted["predict_proba"], found.get("predict_proba")
    if other is None or other.shape != one.shape or len(one) != len(found["predict"]):
        return None
    if "predict_proba" in wanted:
        return _apart(one, other)
    if one.dtype.kind in "fiu":
        spread = np.array([_spread(column) for column in np.atleast_2d(one.T)])
        scale = np.maximum(np.abs(one), spread if one.ndim > 1 else spread[0])
        scale = np.where(np.isfinite(scale), scale, 1.0)
        return _apart(one / scale, other / scale)
    return np.array([_far(a, b) for a, b in zip(one, other, strict=True)])


def _changed(wanted: Mapping[str, Any], found: Mapping[str, Any], tolerance: float) -> Any:
    """Tell which rows have another label although no hair decides it."""
    labels, others = wanted["predict"], found["predict"]
    if "predict_proba" not in wanted:
        if labels.dtype.kind in "fiu":
            return np.zeros(len(labels), dtype=bool)
        return differences(wanted, found) > tolerance
    changed = np.array([np.any(a != b) for a, b in zip(labels, others, strict=True)])
    return changed & ~_tied(wanted["predict_proba"], labels, tolerance)


def _apart(one: Any, other: Any) -> Any:
    """Return how far numbers are from each other; equal NaN and infinity are not at all."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    with np.errstate(invalid="ignore"):
        apart = np.abs(one - other)
    return np.where((one == other) | (np.isnan(one) & np.isnan(other)), 0.0, _or_inf(apart))


def _or_inf(values: Any) -> Any:
    return np.where(np.isnan(values), np.inf, values)


def _spread(values: Any) -> float:
    ordinary = values[:FEW_ROWS][np.isfinite(values[:FEW_ROWS])]
    spread = float(np.std(ordinary)) if len(ordinary) else 0.0
    return spread if spread > 0 and np.isfinite(spread) else 1e-12


def _tied(probabilities: Any, labels: Any, tolerance: float) -> Any:
    """Tell for which rows a hair decides: their two best classes are equally probable.

    With two classes, also where a row as probable has the other label: there is a threshold
    between them. With several labels, where any of them is near a threshold that is about half.
    """
    if np.ndim(labels) == 2:
        return (np.abs(probabilities - 0.5) <= 2 * tolerance).any(axis=1)
    best = np.sort(probabilities, axis=1)[:, -2:]
    tied = best[:, -1] - best[:, 0] <= 2 * tolerance
    if probabilities.shape[1] == 2:
        one, other = probabilities[:, [1]], probabilities[:, 1]
        near = np.abs(one - other) <= 2 * tolerance
        tied |= (near & (labels[:, None] != labels)).any(axis=1)
    return tied


def _far(one: Any, other: Any) -> float:
    """Return how far two objects are from each other: infinitely if their form differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return np.inf
        return max((_far(one[key], other[key]) for key in one), default=0.0)
    if isinstance(one, (str, bytes, bool, type(None))):
        return 0.0 if one == other else np.inf
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape:
        return np.inf
    if first.dtype.kind in "fiub" and second.dtype.kind in "fiub":
        scale = np.maximum(np.abs(first.astype(float)), 1.0)
        scale = np.where(np.isfinite(scale), scale, 1.0)
        return float(np.max(_apart(first / scale, second / scale), initial=0.0))
    if first.ndim == 0:
        return 0.0 if one == other else np.inf
    return max((_far(a, b) for a, b in zip(one, other, strict=True)), default=0.0)
