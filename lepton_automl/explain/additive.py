"""Exact Shapley values of models that are a sum over input columns, such as linear ones.

Whether a model is such a sum is not asked of its class but seen from its predictions: a
column's share is how the prediction changes when that column alone is exchanged, and in a sum,
and only there, the shares of all columns make up the whole difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.explain.columns import Columns

__all__ = ["additive"]

Array = NDArray[np.float64]
EXACT = 1e-6  # of the predictions' spread


def additive(
    predict: Callable[[Any], Array], rows: Columns, background: Columns
) -> Array | None:
    """Return the Shapley values of every row's columns, or None if the model is no such sum.

    Parameters
    ----------
    predict : callable
        From X to an array of shape (n_rows, n_outputs).
    rows, background : Columns
        What is explained, and what it is compared with.

    Returns
    -------
    ndarray of shape (n_rows, n_columns, n_outputs) or None
        They sum to the prediction minus the mean prediction of the background.
    """
    ours, theirs = predict(rows.X), predict(background.X)
    whole = ours - theirs.mean(axis=0)
    allowed = EXACT * max(float(np.ptp(np.concatenate([ours, theirs]), axis=0).max()), 1e-12)
    found = _shares(predict, rows, background, reference=0)
    if np.abs(found.sum(axis=1) - whole).max() > allowed:
        return None
    # Once more from elsewhere: what is no sum can look like one from a single point.
    again = _shares(predict, rows, background, reference=len(background) - 1)
    return found if np.abs(again - found).max() <= allowed else None


def _shares(
    predict: Callable[[Any], Array], rows: Columns, background: Columns, reference: int
) -> Array:
    pool = rows.joined(background)
    n_rows, n_pool, width = len(rows), len(pool), rows.width
    which = np.tile(np.arange(n_pool), width)
    column = np.repeat(np.arange(width), n_pool)
    parts = []
    for part in pool.chunks(len(which)):
        own = column[part, None] == np.arange(width)
        start = background.take(np.full(len(own), reference))
        parts.append(predict(pool.take(which[part]).mixed(start, own).X))
    found = np.concatenate(parts).reshape(width, n_pool, -1)
    shares: Array = found[:, :n_rows] - found[:, n_rows:].mean(axis=1, keepdims=True)
    return np.moveaxis(shares, 0, 1)
