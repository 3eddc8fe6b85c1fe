"""A score that also asks how likely the truth was, for what says more than is scored.

Of labels or ranks alone, few rows tell members apart: many have the same accuracy, and where
the area under the curve is nearly 1 a single row decides. There log loss says which are better
all the same, and elsewhere it holds against what is better by chance. It counts for a tenth:
what that brings is in ``benchmarks/experiments`` (*How an ensemble is chosen*).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lepton_automl.ensemble.depth import optimum
from lepton_automl.score.fast import log_loss

__all__ = ["with_likelihood"]

SHARE = 0.1  # of what there is to be gained, each beside the best member's
LEAST = 1e-9  # that may be left to gain: with less, the score alone decides

Scorer = Callable[[Any, Any, Any], float]


def with_likelihood(
    score: Scorer,
    predictions: Sequence[Any],
    y: Any,
    sample_weight: Any = None,
    share: float = SHARE,
) -> Scorer:
    """Return a score of probabilities to which their log loss counts too.

    Parameters
    ----------
    score : callable
        ``(y_true, probabilities, sample_weight) -> float``, greater is better.
    predictions : sequence of ndarray of shape (n_rows, n_classes)
        What each member says: the best of them is what is left to gain measured by.
    y : ndarray of shape (n_rows,)
        What is true of these rows, as positions in the classes.
    sample_weight : ndarray of shape (n_rows,) or None
    share : float
        How much the log loss counts beside the score.

    Examples
    --------
    >>> import numpy as np
    >>> y, accuracy = np.array([0, 1]), lambda y, said, weight: np.mean(said.argmax(1) == y)
    >>> sure, unsure = np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([[0.6, 0.4], [0.4, 0.6]])
    >>> both = with_likelihood(accuracy, [sure, unsure], y)
    >>> both(y, sure, None) > both(y, unsure, None)
    True
    """
    best = max(score(y, said, sample_weight) for said in predictions)
    left = max(abs(optimum(score, best) - best), LEAST)
    least = max(min(log_loss(y, said, sample_weight) for said in predictions), LEAST)

    def both(y: Any, said: Any, weight: Any) -> float:
        gain = float(score(y, said, weight) - best) / left
        return gain - share * log_loss(y, said, weight) / least

    return both
