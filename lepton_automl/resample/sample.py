"""Some of a fold's training rows, for a first look at large tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.resample.splits import Rows

__all__ = ["sample"]

LEAST = 20  # rows of a class that are kept however rare it is


def sample(rows: Rows, y: Any, n_rows: int, spec: TaskSpec, seed: Any) -> Rows:
    """Return about so many of some rows, drawn without replacement, in the order they had.

    Parameters
    ----------
    rows : ndarray
        Positions.
    y : ndarray
        The target of all rows, encoded.
    n_rows : int
        How many to draw; a few more where classes are rare. All, if there are no more.
    spec : TaskSpec
        Says whether to stratify: then each class keeps its share, and 20 rows if it has them.
    seed : int or sequence of int
        The same seed draws the same rows.
    """
    if n_rows >= len(rows):
        return rows
    order = np.random.default_rng(seed).permutation(len(rows))
    if spec.splitter != "stratified":
        return rows[np.sort(order[:n_rows])]
    _, classes, counts = np.unique(y[rows], return_inverse=True, return_counts=True)
    wanted = np.ceil(counts * (n_rows / len(rows))).astype(np.intp)
    wanted = np.maximum(wanted, np.minimum(counts, LEAST))
    # The drawn order, class by class: the first of each are taken.
    by_class = order[np.argsort(classes[order], kind="stable")]
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows[np.sort(by_class[place < np.repeat(wanted, counts)])]
