"""What becomes of two classes at each threshold: how many are flagged, how many rightly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from lepton_automl.report.page.classes import wilson

__all__ = ["threshold_of", "thresholds"]

Array = NDArray[np.float64]
USUAL = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def threshold_of(model: Any) -> float:
    """Return the probability from which on a model names the second of two classes."""
    return float(getattr(model, "threshold", 0.5))


def thresholds(y: Any, chances: Array, used: float) -> list[dict[str, Any]]:
    """Return a row for each usual threshold and for the one that the model uses.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        0 or 1.
    chances : ndarray of shape (n_rows,)
        The probability of 1.
    used : float
        The model's own threshold.
    """
    return [_row(y, chances, t, used) for t in sorted({*USUAL, used})]


def _row(y: Any, chances: Array, threshold: float, used: float) -> dict[str, Any]:
    flagged = (chances >= threshold).astype(int)
    (tn, fp), (fn, tp) = confusion_matrix(y, flagged, labels=[0, 1]).tolist()
    precision_low, precision_high = wilson(tp, tp + fp)
    recall_low, recall_high = wilson(tp, tp + fn)
    return {
        "threshold": threshold,
        "used": threshold == used,
        "flagged": (tp + fp) / len(y),
        "precision": _share(tp, tp + fp),
        "precision_low": precision_low,
        "precision_high": precision_high,
        "recall": _share(tp, tp + fn),
        "recall_low": recall_low,
        "recall_high": recall_high,
        "false_alarms": _share(fp, fp + tn),
        "f1": _share(2 * tp, 2 * tp + fp + fn),
        "accuracy": (tp + tn) / len(y),
        "counts": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
