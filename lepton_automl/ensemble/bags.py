"""How many of its folds' pipelines a member of an ensemble needs, or whether one will do.

The mean of a member's pipelines varies less than each of them, and the mean of many members
less again: of one that has little weight, few pipelines are as good as all of them. And where
rows are many, one pipeline that learned from all of them is as good as a whole bag of those
that each lack a fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from lepton_automl.task import Task

__all__ = ["one_will_do", "pipelines", "sparing"]

ENOUGH_ROWS = 10_000  # of a table, for one pipeline to be as good as a bag
TABULAR = {"number", "category"}  # kinds of which there is at least one in a table
MANY_ROWS = 2_000  # pipelines learned from fewer differ more
OF_MANY, OF_FEW = 16, 30  # pipelines that a whole ensemble is worth


def one_will_do(task: Task, n_folds: int) -> bool:
    """Tell whether one pipeline of all rows is as good as the average of its folds' ones.

    What it costs and saves is in ``benchmarks/experiments``, for tables: images, or texts by
    themselves, take long to learn for a further fit. So it does where there is a holdout: as
    long as all that is known of a candidate took.
    """
    tabular = not TABULAR.isdisjoint(task.schema.kinds)
    return tabular and task.n_rows >= ENOUGH_ROWS and n_folds > 1


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
