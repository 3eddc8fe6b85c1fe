"""Some of many rows, with the rows of rare classes among them."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["subset"]

ENOUGH = 1_000  # rows of a class, to compare models on


def subset(y: Any, most: int, seed: int, n_classes: int | None = None) -> tuple[Any, Any]:
    """Return which of many rows to look at, and how much each of them counts.

    Of ten thousand rows drawn from a class of one row in five hundred, twenty tell which model
    finds that class. So of a rare class more rows are taken, up to all of them, and each counts
    for less.

    Parameters
    ----------
    y : ndarray of shape (n_rows, ...)
        Positions of classes where `n_classes` is given.
    most : int
        How many rows to take.
    seed : int
    n_classes : int or None
        None to draw all rows alike.

    Returns
    -------
    rows : ndarray of shape (n_taken,) or slice
        In order.
    weight : ndarray of shape (n_taken,) or None
        With a mean of 1; None where all count alike.

    Examples
    --------
    >>> y = np.r_[np.ones(20, int), np.zeros(9980, int)]
    >>> rows, weight = subset(y, most=100, seed=0, n_classes=2)
    >>> int(y[rows].sum()), len(rows), weight[[0, -1]].round(2)
    (20, 100, array([0.01, 1.25]))
    """
    n_rows, random = len(y), np.random.default_rng(seed)
    if n_rows <= most:
        return slice(None), None
    counts = None if n_classes is None else np.bincount(y, minlength=n_classes)
    taken = None if counts is None else _taken(counts, most)
    if taken is None:
        return np.sort(random.choice(n_rows, most, replace=False)), None
    drawn = [
        random.choice(np.flatnonzero(y == c), n, replace=False)
        for c, n in enumerate(taken)
        if n > 0
    ]
    rows = np.sort(np.concatenate(drawn))
    weight = (counts / np.maximum(taken, 1))[y[rows]]
    return rows, weight / weight.mean()


def _taken(counts: Any, most: int) -> Any:
    """Return how many rows to take of each class; None if none is rare."""
    enough = min(ENOUGH, most // (2 * len(counts)))
    rare = counts * most < enough * counts.sum()
    if not rare[counts > 0].any():
        return None
    taken = np.where(rare, np.minimum(counts, enough), 0)
    others = np.where(rare, 0, counts)
    return taken + others * (most - taken.sum()) // max(1, others.sum())
