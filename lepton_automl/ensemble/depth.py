"""Whether an ensemble of few folds is clearly better than one whose members have more of them.

Those of many folds were tried on more rows, and each of their members is the average of more
pipelines, which is worth a few hundredths of the loss. Against that stands what the
candidates that lack folds bring: where time was short, they may be the best ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["clearly_better", "optimum"]

PARTS = 8  # of the rows, to see how much a difference varies
LEAST_ROWS = 20  # of a part
BAG = 0.03  # of a pipeline's loss that the average of very many folds' pipelines saves


def clearly_better(
    y: Any,
    few: Any,
    many: Any,
    weight: Any,
    score: Callable[[Any, Any, Any], float],
    share: float,
    seed: int = 0,
) -> bool:
    """Tell whether predictions are so much better that what they lack in folds does not count.

    Parameters
    ----------
    y : ndarray of shape (n_rows, ...)
        What is true.
    few, many : ndarray of shape (n_rows, ...)
        What ensembles of few and of many folds say of these rows.
    weight : ndarray of shape (n_rows,) or None
    score : callable
        ``(y, prediction, weight) -> float``, greater is better.
    share : float
        How much more of a single pipeline's variance is left with few folds: one divided by
        few less one divided by many.
    seed : int
        Draws the parts of the rows.

    Examples
    --------
    >>> y, score = np.zeros(800), lambda y, said, weight: -np.abs(y - said).mean()
    >>> clearly_better(y, y + 1.00, y + 1.01, None, score, share=0.8)
    False
    >>> clearly_better(y, y + 1.00, y + 1.10, None, score, share=0.8)
    True
    """
    if len(y) < PARTS * LEAST_ROWS:
        return False  # whatever it seems to be: it was chosen on these very rows
    scores = []
    for part in np.array_split(np.random.default_rng(seed).permutation(len(y)), PARTS):
        given = None if weight is None else weight[part]
        scores.append([score(y[part], said[part], given) for said in (few, many)])
    found = np.array(scores)
    found = found[np.isfinite(found).all(axis=1)]  # a part may lack a class
    if len(found) < 2:
        return False
    gain, typical = found[:, 0] - found[:, 1], found[:, 1].mean()
    lost = BAG * share * abs(optimum(score, typical) - typical)
    return bool(gain.mean() > lost + gain.std(ddof=1) / np.sqrt(len(gain)))


def optimum(score: Any, typical: float) -> float:
    """Return the best score there can be: 1, 0 for losses, twice a typical one of profits.

    Examples
    --------
    >>> optimum(None, -3.5), optimum(None, 0.8), optimum(None, 250.0)
    (0.0, 1.0, 500.0)
    """
    metric = getattr(score, "metric", None)
    if metric is not None:
        return 1.0 if metric.greater_is_better else 0.0
    if typical <= 0:
        return 0.0
    return 1.0 if typical <= 1 else 2 * typical
