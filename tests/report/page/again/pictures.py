"""Curves and tables, as scikit-learn computes them from the saved predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from report.page.again.rows import wilson
from sklearn import metrics
from sklearn.calibration import calibration_curve

GRID = np.linspace(0, 1, 51)
POINTS, MOST_ROWS, CURVES = 200, 5_000, 6
USUAL = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
NOTHING = dict.fromkeys(("curves", "calibration", "confusion", "spread", "thresholds"))


def pictures(told):
    """Return the curves and tables of classes, or what is left over of numbers."""
    if told.classes is None:
        return {**NOTHING, "residuals": residuals(told)}
    two = len(told.classes) == 2
    return {
        "curves": curves(told),
        "calibration": calibration(told),
        "confusion": confusion(told),
        "spread": spread(told) if two else None,
        "thresholds": thresholds(told) if two else None,
        "residuals": None,
    }


def curves(told):
    """Return ROC and precision-recall curves with their bands."""
    counts = np.bincount(told.y, minlength=len(told.classes))
    most = np.argsort(-counts, kind="stable")[:CURVES]
    found = []
    for i in [1] if len(told.classes) == 2 else sorted(most):
        is_it, p = (told.y == i).astype(int), told.said[:, i]
        found.append(
            {
                "class": told.classes[i],
                "n": is_it.sum(),
                "share": is_it.mean(),
                "roc": _curve(_roc, is_it, p, told.band)
                | {"area": metrics.roc_auc_score(is_it, p)},
                "pr": _curve(_precision_recall, is_it, p, told.band)
                | {"area": metrics.average_precision_score(is_it, p)},
            }
        )
    return found


def _roc(y, p):
    return metrics.roc_curve(y, p)[:2]


def _precision_recall(y, p):
    return metrics.precision_recall_curve(y, p)[1::-1]


def _on_grid(x, y):
    """Return a curve at the points of the grid; recall falls as the threshold rises."""
    return np.interp(GRID, x, y) if x[0] <= x[-1] else np.interp(GRID, x[::-1], y[::-1])


def _curve(points, y, p, resamples):
    x, up = points(y, p)
    random, n = np.random.default_rng(0), len(y)
    size, drawn = min(n, MOST_ROWS), []
    for _ in range(resamples):
        rows = random.integers(0, n, size)
        if 0 < y[rows].sum() < size:
            drawn.append(_on_grid(*points(y[rows], p[rows])))
    middle = _on_grid(x, up)
    bounds = middle + np.sqrt(size / n) * (np.percentile(drawn, [2.5, 97.5], axis=0) - middle)
    low, high = np.clip(bounds, 0, 1)
    kept = np.arange(len(x))
    if len(x) > POINTS:
        kept = np.unique(np.linspace(0, len(x) - 1, POINTS).round().astype(int))
    return {
        "x": x[kept].tolist(),
        "y": up[kept].tolist(),
        "grid": GRID.tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
    }


def calibration(told):
    """Return scikit-learn's calibration curve, with the rows of each bin."""
    two = len(told.classes) == 2
    p = told.said[:, 1] if two else told.said.max(axis=1)
    so = told.y == (1 if two else told.said.argmax(axis=1))
    true, said = calibration_curve(so, p, n_bins=10, strategy="quantile")
    edges = np.percentile(p, 100 * np.linspace(0, 1, 11))
    _, n = np.unique(np.searchsorted(edges[1:-1], p), return_counts=True)
    limits = [wilson(round(share * count), count) for share, count in zip(true, n, strict=True)]
    bins = zip(said, true, n, limits, strict=True)
    return {
        "bins": [
            {"said": s, "true": t, "n": count, "low": low, "high": high}
            for s, t, count, (low, high) in bins
        ],
        "error": float(np.abs(true - said) @ n / n.sum()),
    }


def confusion(told):
    """Return the confusion matrix and each class's precision and recall."""
    every = np.arange(len(told.classes))
    counts = metrics.confusion_matrix(told.y, told.named, labels=every)
    parts = metrics.precision_recall_fscore_support(
        told.y, told.named, labels=every, zero_division=0.0
    )
    trivial = metrics.recall_score(
        told.y, told.trivial.argmax(axis=1), labels=every, average=None, zero_division=np.nan
    )
    rows = []
    for i, (precision, recall, f1, n) in enumerate(zip(*parts, strict=True)):
        low, high = wilson(counts[i, i], n)
        rows.append(
            {"n": n, "precision": precision, "recall": recall, "f1": f1}
            | {"recall_low": low, "recall_high": high, "baseline_recall": trivial[i]}
        )
    pairs = sorted((-counts[i, j], i, j) for i in every for j in every if i != j)
    mistaken = [
        {"true": told.classes[i], "said": told.classes[j], "count": -n}
        for n, i, j in pairs[:10]
        if n
    ]
    return {"counts": counts.tolist(), "classes": rows, "mistaken": mistaken}


def spread(told):
    """Return how many rows of each class were given each probability."""
    edges = np.linspace(0, 1, 21)
    return {
        "edges": edges.tolist(),
        "counts": {
            label: np.histogram(told.said[told.y == i, 1], edges)[0].tolist()
            for i, label in enumerate(told.classes)
        },
    }


def thresholds(told):
    """Return what becomes of the rows at each threshold."""
    used = float(getattr(told.automl.model_, "threshold", 0.5))
    p = told.said[:, 1]
    sure = p != used  # at the threshold itself, rounding decides
    assert ((p >= used) == (told.named == 1))[sure].all()
    return [_at(told.y, p >= t, t, t == used) for t in sorted({*USUAL, used})]


def _at(y, flagged, threshold, used):
    tn, fp, fn, tp = metrics.confusion_matrix(y, flagged, labels=[0, 1]).ravel().tolist()
    some = bool(flagged.any())
    precision, recall = wilson(tp, tp + fp), wilson(tp, tp + fn)
    return {
        "threshold": threshold,
        "used": used,
        "flagged": flagged.mean(),
        "precision": metrics.precision_score(y, flagged) if some else None,
        "precision_low": precision[0],
        "precision_high": precision[1],
        "recall": metrics.recall_score(y, flagged),
        "recall_low": recall[0],
        "recall_high": recall[1],
        "false_alarms": 1 - metrics.recall_score(y, flagged, pos_label=0),
        "f1": metrics.f1_score(y, flagged),
        "accuracy": metrics.accuracy_score(y, flagged),
        "counts": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
    }


def residuals(told):
    """Return what is left over: some points, quartiles by bins, and how large errors are."""
    random, left, trivial = np.random.default_rng(0), told.y - told.named, told.y - told.trivial
    shown = np.sort(random.permutation(len(left))[:500])
    low, high = np.quantile(np.concatenate([left, trivial]), [0.005, 0.995])
    edges = np.linspace(low, high, 25)
    return {
        "points": {"true": told.y[shown].tolist(), "said": told.named[shown].tolist()},
        "bins": _bins(told.named, left),
        "histogram": {
            "edges": edges.tolist(),
            "model": np.histogram(left.clip(low, high), edges)[0].tolist(),
            "baseline": np.histogram(trivial.clip(low, high), edges)[0].tolist(),
        },
        "errors": _errors(np.abs(left), np.abs(trivial), random),
        "mean": left.mean(),
        "std": left.std(),
    }


def _bins(said, left):
    bins = min(12, max(2, len(left) // 25))
    at = pd.cut(
        said,
        np.unique(np.quantile(said, np.linspace(0, 1, bins + 1))),
        right=False,
        labels=False,
    )
    at = pd.Series(at).fillna(np.nanmax(at))  # the greatest value is in the last bin
    names = ("low", "first", "middle", "third", "high")
    return [
        {"said": said[rows].mean(), "n": len(rows)}
        | dict(zip(names, np.quantile(left[rows], [0.05, 0.25, 0.5, 0.75, 0.95]), strict=True))
        for _, rows in sorted(at.groupby(at).indices.items())
    ]


def _errors(off, trivial, random):
    rows = random.integers(0, len(off), (200, min(len(off), MOST_ROWS)))
    narrow, found = np.sqrt(rows.shape[1] / len(off)), []
    for share in (0.5, 0.75, 0.9, 0.95, 0.99):
        value = np.quantile(off, share)
        drawn = np.percentile(np.quantile(off[rows], share, axis=1), [2.5, 97.5])
        low, high = value + narrow * (drawn - value)
        found.append({"share": share, "value": value, "low": low, "high": high})
        found[-1]["baseline"] = np.quantile(trivial, share)
    return found
