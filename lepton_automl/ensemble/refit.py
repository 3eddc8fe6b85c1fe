"""Members fitted once more, on all rows: one pipeline each instead of one a fold."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait

from lepton_automl.budget import ASSEMBLY, TICK, Clock, allowed
from lepton_automl.candidate import Candidate
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import REFIT
from lepton_automl.run.workers import Workers, why
from lepton_automl.trial import Fold, History, OnTick

__all__ = ["refit"]

# Times what is left that a fit may be expected to take: without rows to watch most are shorter,
# and otherwise nothing would be done with the time.
LONGER = 1.2


def refit(
    weights: Mapping[Candidate, float],
    history: History,
    folder: RunFolder,
    workers: Workers,
    clock: Clock,
    *,
    spare: float = 0.0,
    on_tick: OnTick | None = None,
) -> None:
    """Fit candidates on all rows, as many as the time left will do for, the heaviest rather.

    What comes of each is added to the history. Where it did not go well, or Ctrl-C ended it,
    the pipelines of the candidate's folds serve as well.

    Parameters
    ----------
    weights : mapping of Candidate to float
        The members, and how much each counts.
    history : History
    folder : RunFolder
        What it holds already is not done again.
    workers : Workers
    clock : Clock
        A little is kept of its time, for assembling the model.
    spare : float
        Further seconds to be kept.
    on_tick : callable
        Told about four times a second of the history, the weights, and in words what is under
        way.
    """
    loading = history.loading_seconds(weights)
    again = _Again(history, folder, workers, clock, spare + ASSEMBLY + loading)
    waiting = _in_order(weights, history, again.left(), workers.at_once)
    try:
        while waiting or again.running:
            while waiting and len(again.running) < workers.at_once:
                again.start(waiting.pop(0))
            if on_tick is not None:
                under_way = [f"{c.estimator}, all rows" for c, _ in again.running.values()]
                on_tick(history, weights, under_way)
            again.gather()
            if again.left() <= 0:
                again.give_up()
                return
    except KeyboardInterrupt:
        history.interrupted = True


def _in_order(
    weights: Mapping[Candidate, float], history: History, left: float, at_once: int
) -> list[Candidate]:
    """Return those first for which there will be time, the longest of them first."""
    heaviest = sorted(weights, key=lambda c: -weights[c])
    seconds = {c: history.trials[c].refit_seconds for c in weights}
    chosen, room = [], left * at_once
    for candidate in heaviest:
        if seconds[candidate] <= room:
            chosen.append(candidate)
            room -= seconds[candidate]
    others = [c for c in heaviest if c not in chosen]
    return sorted(chosen, key=lambda c: -seconds[c]) + others


class _Again:
    """The fits under way, and what has come of others."""

    def __init__(
        self, history: History, folder: RunFolder, workers: Workers, clock: Clock, spare: float
    ) -> None:
        self.history, self.folder, self.workers = history, folder, workers
        self.clock, self.spare = clock, spare
        self.running: dict[Future[Fold], tuple[Candidate, float]] = {}  # and since when

    def left(self) -> float:
        """Return the seconds left for fitting."""
        return self.clock.left() - self.spare

    def start(self, candidate: Candidate) -> None:
        """Have a candidate fitted, unless that was done, or takes far longer than is left."""
        known = self.folder.fold(candidate, REFIT)
        if known is not None:  # from a run that was cut short
            self._add(known, candidate)
            return
        left = self.left()
        if self.history.trials[candidate].refit_seconds > LONGER * left:
            return
        seconds = allowed(left)
        job = self.folder.job(candidate, REFIT, seconds)
        self.running[self.workers.submit(job, seconds)] = candidate, self.clock.elapsed()

    def gather(self) -> None:
        """Wait for fits, not for long, and add those that are done to the history."""
        timeout = min(TICK, max(0.0, self.left()))
        done, _ = wait(self.running, timeout, return_when=FIRST_COMPLETED)
        self._take(done)

    def give_up(self) -> None:
        """Note of what is still under way that it had no more time."""
        self._take(set(self.running))

    def _take(self, futures: set[Future[Fold]]) -> None:
        for future in futures:
            candidate, since = self.running.pop(future)
            try:
                fold = future.result(timeout=0)
            except Exception as error:
                spent = self.clock.elapsed() - since if self.workers.killable else 0.0
                fold = Fold(REFIT, seconds=spent, error=why(error))
            self._add(fold, candidate)

    def _add(self, fold: Fold, candidate: Candidate) -> None:
        if all(known.index != REFIT for known in self.history.trials[candidate].folds):
            self.history.add(candidate, fold)
