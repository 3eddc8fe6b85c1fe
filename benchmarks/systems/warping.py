"""The nearest neighbour under dynamic time warping."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["distances", "warped"]


def warped(train: Any, test: Any, labels: Any) -> Any:
    """Return the label of the nearest training series under dynamic time warping.

    Series of shape (n, steps, channels), of one length; distances are squared, all training
    series at a time, one diagonal of the table after the other.
    """
    return np.array([labels[np.argmin(distances(train, row))] for row in test])


def distances(train: Any, row: Any) -> Any:
    """Return how far one series is from each of the training series."""
    steps = len(row)
    before = last = np.full((len(train), steps), np.inf)
    for diagonal in range(2 * steps - 1):
        i = np.arange(max(0, diagonal - steps + 1), min(diagonal, steps - 1) + 1)
        best = np.full((len(train), len(i)), 0.0 if diagonal == 0 else np.inf)
        up, left = i > 0, i < diagonal
        # `last` holds the diagonal before by its first index, `before` the one before that.
        best[:, up] = np.minimum(best[:, up], last[:, i[up] - 1])
        best[:, left] = np.minimum(best[:, left], last[:, i[left]])
        both = up & left
        best[:, both] = np.minimum(best[:, both], before[:, i[both] - 1])
        now = np.full((len(train), steps), np.inf)
        now[:, i] = best + ((train[:, i] - row[diagonal - i]) ** 2).sum(axis=2)
        before, last = last, now
    return last[:, -1]
