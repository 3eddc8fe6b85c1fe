"""Members that take most of the time of a prediction and bring next to nothing go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_GAIN", "thrifty"]

DEAR = 1 / 3  # of the time of all members: only one that takes more has to earn it
LEAST_GAIN = 0.01  # of the loss


def thrifty(
    weights: NDArray[np.float64],
    predictions: Sequence[Any],
    score: Callable[[Any], float],
    seconds: Sequence[float],
    best: float,
) -> NDArray[np.float64]:
    """Return weights without members that take over a third of the time for no gain.

    Such as nearest neighbours of a weight of .08, which take nine tenths of the time. What it
    costs and saves is in ``benchmarks/experiments`` (``thrift.py``).

    Parameters
    ----------
    weights : ndarray of shape (n_members,)
        Summing to 1.
    predictions : sequence of ndarray
        Of each member.
    score : callable
        ``prediction -> float``, greater is better.
    seconds : sequence of float
        What each member takes to predict a row.
    best : float
        The best score there can be.

    Returns
    -------
    weights : ndarray of shape (n_members,)
        Summing to 1.

    Examples
    --------
    >>> import numpy as np
    >>> said = [np.array([1.0, 2.0]), np.array([1.0, 2.001])]
    >>> far = lambda prediction: -np.abs(np.array([1.0, 2.0004]) - prediction).sum()
    >>> thrifty(np.array([0.6, 0.4]), said, far, seconds=[0.1, 3.0], best=1.0)
    array([1., 0.])
    """
    costs = np.asarray(seconds, dtype=np.float64)
    reached = score(_blend(weights, predictions))
    while np.count_nonzero(weights) > 1:
        taken = np.where(weights > 0, costs, 0.0)
        dearest = int(np.argmax(taken))
        if taken[dearest] <= DEAR * taken.sum():
            break
        fewer = weights.copy()
        fewer[dearest] = 0.0
        fewer /= fewer.sum()
        if reached - score(_blend(fewer, predictions)) > LEAST_GAIN * abs(best - reached):
            break
        weights = fewer
    return weights


def _blend(weights: Any, predictions: Sequence[Any]) -> Any:
    return sum(w * p for w, p in zip(weights, predictions, strict=True) if w > 0)
