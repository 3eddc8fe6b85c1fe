"""How far a regressor's predictions are off, and where."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["residuals"]

Array = NDArray[np.float64]
POINTS = 500  # that are drawn
BINS, LEAST_ROWS = 12, 25  # of each
RESAMPLES = 200
QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99)


def residuals(
    y: Array, prediction: Array, baseline: Array | None, *, random_state: int | None
) -> dict[str, Any]:
    """Return points to draw, the spread of what is left over, and how large errors are.

    A residual is the true value minus the predicted one.
    """
    random = np.random.default_rng(random_state)
    shown = np.sort(random.permutation(len(y))[:POINTS])
    left = y - prediction
    return {
        "points": {"true": y[shown].tolist(), "said": prediction[shown].tolist()},
        "bins": _bins(prediction, left),
        "histogram": _histogram(left, None if baseline is None else y - baseline),
        "errors": _errors(left, None if baseline is None else y - baseline, random),
        "mean": float(left.mean()),
        "std": float(left.std()),
    }


def _bins(prediction: Array, left: Array) -> list[dict[str, Any]]:
    """Return the residuals' quartiles and 5th and 95th percentile by predicted value."""
    bins = min(BINS, max(2, len(left) // LEAST_ROWS))
    edges = np.unique(np.quantile(prediction, np.linspace(0, 1, bins + 1)))
    if len(edges) < 2:
        return []
    at = np.clip(np.searchsorted(edges, prediction, side="right") - 1, 0, len(edges) - 2)
    found = []
    for number in np.unique(at):
        inside = at == number
        low, first, middle, third, high = np.quantile(
            left[inside], [0.05, 0.25, 0.5, 0.75, 0.95]
        ).tolist()
        found.append(
            {"said": float(prediction[inside].mean()), "n": int(inside.sum())}
            | {"low": low, "first": first, "middle": middle, "third": third, "high": high}
        )
    return found


def _histogram(left: Array, trivial: Array | None) -> dict[str, Any]:
    widest = left if trivial is None else np.concatenate([left, trivial])
    low, high = np.quantile(widest, [0.005, 0.995])
    edges = np.linspace(low, high, 25) if high > low else np.array([low - 0.5, low + 0.5])
    return {
        "edges": edges.tolist(),
        "model": np.histogram(np.clip(left, edges[0], edges[-1]), edges)[0].tolist(),
        "baseline": None
        if trivial is None
        else np.histogram(np.clip(trivial, edges[0], edges[-1]), edges)[0].tolist(),
    }


def _errors(
    left: Array, trivial: Array | None, random: np.random.Generator
) -> list[dict[str, Any]]:
    """Return how large the error is of a share of the rows at most, with intervals."""
    off = np.abs(left)
    rows = random.integers(0, len(off), (RESAMPLES, min(len(off), 5_000)))
    narrow = np.sqrt(rows.shape[1] / len(off))
    found = []
    for share in QUANTILES:
        value = float(np.quantile(off, share))
        bounds = np.percentile(np.quantile(off[rows], share, axis=1), [2.5, 97.5])
        low, high = (value + narrow * (b - value) for b in bounds.tolist())
        beside = None if trivial is None else float(np.quantile(np.abs(trivial), share))
        found.append(
            {"share": share, "value": value, "low": low, "high": high, "baseline": beside}
        )
    return found
