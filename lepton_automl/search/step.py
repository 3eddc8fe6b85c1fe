"""One step of a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Trial

__all__ = ["Step", "next_fold"]


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
    """

    candidate: Candidate
    index: int
    origin: str
    seconds: float | None = None


def next_fold(
    trial: Trial, n_splits: int, running: Collection[tuple[Candidate, int]]
) -> int | None:
    """Return the first fold of a trial that is neither finished nor running."""
    finished = {f.index for f in trial.folds}
    for index in range(n_splits):
        if index not in finished and (trial.candidate, index) not in running:
            return index
    return None
