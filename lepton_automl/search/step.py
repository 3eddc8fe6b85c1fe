"""One step of a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Reports, Trial

__all__ = ["Step", "next_fold", "rivals"]


@dataclass(frozen=True)
class Step:
    """A fold of a candidate to be run.

    Attributes
    ----------
    candidate : Candidate
    index : int
        The fold.
    origin : {"opening", "search"}
        Who proposed the candidate.
    seconds : float or None
        After which it is given up; None for no limit of its own.
    rivals : tuple of reports
        What it may be compared with while it is fitted.
    """

    candidate: Candidate
    index: int
    origin: str
    seconds: float | None = None
    rivals: tuple[Reports, ...] = ()


def next_fold(
    trial: Trial, n_splits: int, running: Collection[tuple[Candidate, int]]
) -> int | None:
    """Return the first fold of a trial that is neither finished nor running."""
    finished = {f.index for f in trial.folds}
    for index in range(n_splits):
        if index not in finished and (trial.candidate, index) not in running:
            return index
    return None


def rivals(candidate: Candidate, trials: Iterable[Trial]) -> tuple[Reports, ...]:
    """Return what first folds of the same estimator, on as many rows, reported to their end."""
    return tuple(
        fold.reports
        for trial in trials
        if trial.candidate.estimator == candidate.estimator and trial.candidate != candidate
        if trial.candidate.rows == candidate.rows
        for fold in trial.done[:1]
        if fold.index == 0 and fold.reports and not fold.stopped
    )
