"""Shapley values by their definition."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np


def counted(predict, rows, background):
    """Return Shapley values by their definition: over all subsets of columns."""
    width = rows.width
    sizes = range(width + 1)
    subsets = [frozenset(s) for size in sizes for s in combinations(range(width), size)]
    worths = {subset: worth(predict, rows, background, subset) for subset in subsets}
    shares = []
    for position in range(width):
        without = [s for s in subsets if position not in s]
        shares.append(
            sum(
                factorial(len(s))
                * factorial(width - len(s) - 1)
                / factorial(width)
                * (worths[s | {position}] - worths[s])
                for s in without
            )
        )
    return np.stack(shares, axis=1)


def worth(predict, rows, background, subset):
    """Return the mean prediction of rows whose columns outside a subset are others'."""
    own = np.isin(np.arange(rows.width), list(subset))
    ours = np.repeat(np.arange(len(rows)), len(background))
    theirs = np.tile(np.arange(len(background)), len(rows))
    mixed = rows.take(ours).mixed(background.take(theirs), np.tile(own, (len(ours), 1)))
    return predict(mixed.X).reshape(len(rows), len(background), -1).mean(axis=1)
