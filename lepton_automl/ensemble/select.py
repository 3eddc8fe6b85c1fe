"""Greedy ensemble selection with replacement.

Caruana, Niculescu-Mizil, Crew and Ksikes: Ensemble Selection from Libraries of Models,
ICML 2004.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["select"]


def select(
    predictions: Sequence[Any],
    y: Any,
    score: Callable[[Any, Any, Any], float],
    sample_weight: Any = None,
    *,
    rounds: int = 25,
    patience: int = 6,
    limits: Sequence[tuple[Sequence[float], float]] = (),
) -> NDArray[np.float64]:
    """Return the weights of the members whose averaged predictions score best.

    In each round the member is added (again) that helps most; the best prefix of rounds is
    kept, the shortest of equals.

    Parameters
    ----------
    predictions : sequence of ndarray
        Each member's predictions of the same rows, not seen in its training.
    y : ndarray of shape (n_rows,)
        What is true of them.
    score : callable
        ``(y_true, prediction, sample_weight) -> float``, greater is better.
    sample_weight : ndarray of shape (n_rows,) or None
    rounds : int
        The most rounds.
    patience : int
        The rounds without a better score after which to stop.
    limits : sequence of (costs, most)
        What each member costs, however often it is taken, and what all may cost together. The
        cheapest alone is taken where it costs more.

    Returns
    -------
    weights : ndarray of shape (n_members,)
        Non-negative, summing to 1.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([1.0, 2.0, 3.0])
    >>> too_low, too_high = y - 1, y + 1
    >>> select([too_low, too_high], y, lambda t, p, w: -np.abs(t - p).mean())
    array([0.5, 0.5])
    """
    chosen: list[int] = []
    course: list[float] = []
    total = np.zeros_like(predictions[0], dtype=np.float64)
    for step in range(1, rounds + 1):
        allowed = _affordable(chosen, limits, len(predictions))
        scores = {
            i: score(y, (total + predictions[i]) / step, sample_weight) for i in sorted(allowed)
        }
        winner = max(scores, key=scores.__getitem__)  # the first of equals
        chosen.append(winner)
        course.append(scores[winner])
        total += predictions[winner]
        if step - course.index(max(course)) > patience:
            break
    best = course.index(max(course)) + 1  # the first of equals: the fewest members
    counts = np.bincount(chosen[:best], minlength=len(predictions))
    return counts / best


def _affordable(
    chosen: Sequence[int], limits: Sequence[tuple[Sequence[float], float]], n_members: int
) -> Collection[int]:
    """Return the members that can be taken (again) within the limits."""
    taken, allowed = set(chosen), set(range(n_members))
    for costs, most in limits:
        left = most - sum(costs[i] for i in taken)
        allowed &= taken | {i for i in range(n_members) if costs[i] <= left}
    if allowed:
        return allowed
    shares = np.max([np.asarray(costs) / most for costs, most in limits], axis=0)
    return {int(np.argmin(shares))}
