"""How many of its folds' pipelines a member of an ensemble needs.

The mean of a member's pipelines varies less than each of them, and the mean of many members
less again: of one that has little weight, few pipelines are as good as all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

__all__ = ["pipelines", "sparing"]

MANY_ROWS = 2_000  # pipelines learned from fewer differ more
OF_MANY, OF_FEW = 16, 30  # pipelines that a whole ensemble is worth


def pipelines(n_rows: int) -> int:
    """Return how many pipelines an ensemble is worth that learned from so many rows.

    What fewer and more cost and save is in ``benchmarks/experiments``.
    """
    return OF_MANY if n_rows >= MANY_ROWS else OF_FEW


def sparing(folds: Sequence[int], weight: float, most: int, turn: int) -> list[int]:
    """Return the folds whose pipelines are kept, as many as the weight is worth, or all.

    Parameters
    ----------
    folds : sequence of int
        What there are, ascending.
    weight : float
        Of the member, of 1 in all.
    most : int
        The pipelines of an ensemble; a member gets its share of them, rounded up.
    turn : int
        Which fold is the first to be kept: members that begin in turn learned from all rows
        together.

    Examples
    --------
    >>> sparing(range(5), weight=0.9, most=16, turn=0)
    [0, 1, 2, 3, 4]
    >>> sparing(range(5), weight=0.15, most=16, turn=3)
    [0, 3, 4]
    """
    n_kept = min(len(folds), max(1, ceil(round(weight * most, 6))))
    return sorted(folds[(turn + i) % len(folds)] for i in range(n_kept))
