"""Members fitted once more, on all rows: one pipeline each instead of one a fold."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from math import isinf

from lepton_automl.budget import Clock
from lepton_automl.candidate import Candidate
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import REFIT
from lepton_automl.run.workers import Workers, why
from lepton_automl.trial import Fold, History

__all__ = ["refit"]

RESERVE = 0.25  # seconds kept to assemble the model


def refit(
    weights: Mapping[Candidate, float],
    history: History,
    folder: RunFolder,
    workers: Workers,
    clock: Clock,
    spare: float = 0.0,
) -> None:
    """Fit candidates on all rows, the heaviest first, within the time left but what is spared.

    What comes of each is added to the history. Where it did not go well, or Ctrl-C ended it,
    the pipelines of the candidate's folds serve as well.
    """
    try:
        _refit(weights, history, folder, workers, clock, spare + RESERVE)
    except KeyboardInterrupt:
        history.interrupted = True


def _refit(
    weights: Mapping[Candidate, float],
    history: History,
    folder: RunFolder,
    workers: Workers,
    clock: Clock,
    spare: float,
) -> None:
    waiting = sorted(weights, key=lambda c: -weights[c])
    running: dict[Future[Fold], Candidate] = {}
    while waiting or running:
        while waiting and len(running) < workers.at_once:
            candidate = waiting.pop(0)
            known = folder.fold(candidate, REFIT)
            if known is not None:  # from a run that was cut short
                _add(known, candidate, history)
                continue
            left = clock.left() - spare
            seconds = None if isinf(left) else max(left, 0.01)
            job = folder.job(candidate, REFIT, seconds)
            running[workers.submit(job, seconds)] = candidate
        if not _gather(running, history, clock.left() - spare):
            return


def _gather(running: dict[Future[Fold], Candidate], history: History, left: float) -> bool:
    """Add what is done, or had no more time, to the history; tell whether time is left."""
    timeout = None if isinf(left) else max(left, 0.0)
    done, late = wait(running, timeout, return_when=FIRST_COMPLETED)
    for future in done or late:
        candidate = running.pop(future)
        try:
            fold = future.result(timeout=0)
        except Exception as error:
            fold = Fold(REFIT, error=why(error))
        _add(fold, candidate, history)
    return bool(done) or not late


def _add(fold: Fold, candidate: Candidate, history: History) -> None:
    if all(known.index != REFIT for known in history.trials[candidate].folds):
        history.add(candidate, fold)
