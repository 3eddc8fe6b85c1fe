"""Curves and tables of a classifier: what it gets right, and how sure it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    precision_recall_curve,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

__all__ = ["calibration", "confusion", "curves", "spread", "wilson"]

Array = NDArray[np.float64]
POINTS = 200  # of a curve that are kept: more cannot be seen
GRID = np.linspace(0.0, 1.0, 51)
RESAMPLES, MOST_ROWS = 200, 5_000
CLASSES = 6  # that have curves of their own
BINS = 10


def curves(
    y: Any, chances: Array, labels: list[str], *, random_state: int | None
) -> list[dict[str, Any]]:
    """Return the ROC and the precision-recall curve of each class against the others.

    Of two classes only the second has them; of many, the commonest. Each curve is a subset of
    scikit-learn's points, and the band is between the 2.5th and 97.5th percentile of
    the curves of bootstrap resamples at each false positive rate or recall.
    """
    counts = np.bincount(y, minlength=len(labels))
    positions = [1] if len(labels) == 2 else np.argsort(-counts, kind="stable")[:CLASSES]
    found = []
    for position in sorted(positions):
        is_it, said = (y == position).astype(int), chances[:, position]
        if 0 < is_it.sum() < len(y):
            found.append(
                {
                    "class": labels[position],
                    "n": int(is_it.sum()),
                    "share": float(is_it.mean()),
                    "roc": _roc(is_it, said, random_state),
                    "pr": _precision_recall(is_it, said, random_state),
                }
            )
    return found


def calibration(y: Any, chances: Array, labels: list[str]) -> dict[str, Any]:
    """Return how often what was said with a probability was so, in bins of equal counts.

    Of two classes it is the second that is said, of more the likeliest one.
    """
    two = len(labels) == 2
    said = chances[:, 1] if two else chances.max(axis=1)
    true = (y == 1) if two else (np.argmax(chances, axis=1) == y)
    edges = np.percentile(said, 100 * np.linspace(0, 1, BINS + 1))
    at = np.searchsorted(edges[1:-1], said)  # as scikit-learn's calibration_curve does it
    bins: list[dict[str, Any]] = []
    for number in np.unique(at):
        inside = at == number
        hits, n = int(true[inside].sum()), int(inside.sum())
        low, high = wilson(hits, n)
        bins.append(
            {"said": float(said[inside].mean()), "true": hits / n, "n": n}
            | {"low": low, "high": high}
        )
    gap = sum(b["n"] * abs(b["said"] - b["true"]) for b in bins) / len(y)
    return {"what": labels[1] if two else None, "bins": bins, "error": float(gap)}


def confusion(y: Any, decision: Any, baseline: Any, labels: list[str]) -> dict[str, Any]:
    """Return how often each class was taken for each, and each class's precision and recall."""
    every = np.arange(len(labels))
    counts = confusion_matrix(y, decision, labels=every)
    precision, recall, f1, n = precision_recall_fscore_support(
        y, decision, labels=every, zero_division=0.0
    )
    trivial = None if baseline is None else np.argmax(baseline, axis=1)
    caught = counts.diagonal()
    return {
        "labels": labels,
        "counts": counts.tolist(),
        "classes": [
            {
                "class": labels[i],
                "n": int(n[i]),
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "recall_low": wilson(int(caught[i]), int(n[i]))[0],
                "recall_high": wilson(int(caught[i]), int(n[i]))[1],
                "f1": float(f1[i]),
                "baseline_recall": None
                if trivial is None or not n[i]
                else float((trivial[y == i] == i).mean()),
            }
            for i in every
        ],
        "mistaken": _mistaken(counts, labels),
    }


def spread(y: Any, chances: Array, labels: list[str]) -> dict[str, Any]:
    """Return how the probabilities of the second of two classes are spread, by true class."""
    edges = np.linspace(0.0, 1.0, 21)
    return {
        "edges": edges.tolist(),
        "counts": {
            labels[i]: np.histogram(chances[y == i, 1], edges)[0].tolist() for i in (0, 1)
        },
    }


def wilson(hits: int, n: int) -> tuple[float | None, float | None]:
    """Return the 95 % Wilson interval of a share; None of nothing.

    Examples
    --------
    >>> low, high = wilson(9, 10)
    >>> round(low, 3), round(high, 3)
    (0.596, 0.982)
    """
    if n == 0:
        return None, None
    found = binomtest(hits, n).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _mistaken(counts: Any, labels: list[str]) -> list[dict[str, Any]]:
    """Return the pairs of classes that are mistaken most often."""
    wrong = counts - np.diag(counts.diagonal())
    order = np.argsort(-wrong, axis=None, kind="stable")[:10]
    pairs = [np.unravel_index(i, wrong.shape) for i in order]
    return [
        {"true": labels[i], "said": labels[j], "count": int(wrong[i, j])}
        for i, j in pairs
        if wrong[i, j] > 0
    ]


def _roc(is_it: Any, said: Array, random_state: int | None) -> dict[str, Any]:
    across, up, _ = roc_curve(is_it, said)

    def curve(y: Any, p: Array) -> Array:
        x, found, _ = roc_curve(y, p)
        return np.asarray(np.interp(GRID, x, found))

    return {
        "x": _thin(across),
        "y": _thin(up),
        "area": float(roc_auc_score(is_it, said)),
        **_band(curve, is_it, said, np.interp(GRID, across, up), random_state),
    }


def _precision_recall(is_it: Any, said: Array, random_state: int | None) -> dict[str, Any]:
    precision, recall, _ = precision_recall_curve(is_it, said)

    def curve(y: Any, p: Array) -> Array:
        found, x, _ = precision_recall_curve(y, p)
        return np.asarray(np.interp(GRID, x[::-1], found[::-1]))

    middle = np.interp(GRID, recall[::-1], precision[::-1])
    return {
        "x": _thin(recall),
        "y": _thin(precision),
        "area": float(average_precision_score(is_it, said)),
        **_band(curve, is_it, said, middle, random_state),
    }


def _band(
    curve: Callable[[Any, Array], Array],
    is_it: Any,
    said: Array,
    middle: Array,
    random_state: int | None,
) -> dict[str, Any]:
    """Return the band of a curve; of many rows, from fewer, narrowed as errors of means are."""
    random = np.random.default_rng(random_state)
    size = min(len(is_it), MOST_ROWS)
    found = []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(is_it), size)
        if 0 < is_it[rows].sum() < size:
            found.append(curve(is_it[rows], said[rows]))
    if len(found) < RESAMPLES / 2:
        return {"grid": [], "low": [], "high": []}
    narrow = np.sqrt(size / len(is_it))
    low, high = middle + narrow * (np.percentile(found, [2.5, 97.5], axis=0) - middle)
    return {
        "grid": GRID.tolist(),
        "low": np.clip(low, 0, 1).tolist(),
        "high": np.clip(high, 0, 1).tolist(),
    }


def _thin(values: Any) -> list[float]:
    if len(values) <= POINTS:
        return [float(v) for v in values]
    kept = np.unique(np.linspace(0, len(values) - 1, POINTS).round().astype(int))
    return [float(v) for v in values[kept]]
