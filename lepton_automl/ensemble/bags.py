"""Which of its pipelines a member of an ensemble keeps: of all rows, and of its folds.

A pipeline of all rows knows more than one that lacks a fold; the mean of several varies less
than each of them, and the mean of many members less again. So a member of little weight needs
a single pipeline, best one of all rows; one of much weight, or without such a pipeline, is
worth several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from lepton_automl.task import Task

__all__ = ["ALL", "LIGHT", "Worth", "better_again", "worth"]

ENOUGH_ROWS = 10_000  # of a table, for one pipeline to be as good as several
MANY_ROWS = 2_000  # pipelines learned from fewer differ more
OF_MANY, OF_FEW = 16, 30  # pipelines of folds that a whole ensemble is worth
AGAIN = 4  # pipelines that it is worth where one of each member learned from all rows
LACKING = 8  # and where that was meant to be, and there was no time for it
LIGHT = 0.1  # a member of less weight is as good where a fold is lacking
TABULAR = {"number", "category"}  # kinds of which there is at least one in a table
SO_MANY_ROWS = 200_000  # of which those of a holdout are too few to miss them


@dataclass(frozen=True)
class Worth:
    """How many pipelines a whole ensemble is worth; a member gets its share, rounded up.

    Attributes
    ----------
    folds : int or None
        Where members have the pipelines of their folds alone; None for all there are.
    again : int
        Where a member has been fitted again, on all rows: that pipeline is the first of its
        share.
    """

    folds: int | None = None
    again: int = 1

    def kept(self, folds: Sequence[int], weight: float, turn: int, whole: bool) -> list[int]:
        """Return the folds whose pipelines are kept, ascending.

        Parameters
        ----------
        folds : sequence of int
            What there are, ascending.
        weight : float
            Of the member, of 1 in all.
        turn : int
            Which fold is the first to be kept: members that begin in turn learned from all
            rows together.
        whole : bool
            Whether a pipeline that learned from all rows is kept beside them.

        Examples
        --------
        >>> Worth(16).kept(range(5), weight=0.15, turn=3, whole=False)
        [0, 3, 4]
        >>> Worth(16, again=6).kept(range(5), weight=0.3, turn=3, whole=True)
        [3]
        """
        most = self.again if whole else self.folds
        share = len(folds) if most is None else max(1, ceil(round(weight * most, 6)))
        n_kept = min(len(folds), share - whole)
        return sorted(folds[(turn + i) % len(folds)] for i in range(n_kept))


ALL = Worth()  # every pipeline of a bag, or the one of all rows


def worth(task: Task, *, again: bool = False, single: bool = False) -> Worth:
    """Return how many pipelines an ensemble is worth.

    What fewer and more cost and save is in ``benchmarks/experiments``.

    Parameters
    ----------
    task : Task
    again : bool
        Whether members are fitted again.
    single : bool
        Whether one that was is to be that pipeline alone. It is anyhow where rows are many, and
        one that learned from all of them is as good as several.
    """
    few = task.n_rows < MANY_ROWS
    alike = single or task.n_rows >= ENOUGH_ROWS
    folds = LACKING if again else OF_FEW if few else OF_MANY
    return Worth(folds, 1 if alike else AGAIN)


def better_again(task: Task, n_folds: int) -> bool:
    """Tell whether members are better, for what they cost, where one pipeline knows all rows.

    It was seen on tables. Images, or texts by themselves, take long to learn for a further fit;
    and so does a table of very many rows, where a model that lacks a holdout is no worse.
    """
    return not TABULAR.isdisjoint(task.schema.kinds) and (
        n_folds > 1 or task.n_rows <= SO_MANY_ROWS
    )
