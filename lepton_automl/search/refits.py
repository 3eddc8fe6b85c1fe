"""Members fitted once more, on all rows: one pipeline each instead of one a fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait

from lepton_automl.budget import ASSEMBLY, TICK, Clock, allowed
from lepton_automl.candidate import Candidate
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import REFIT, Plan
from lepton_automl.run.workers import Workers, why
from lepton_automl.trial import Fold, History, OnTick

__all__ = ["Refits", "assembly_seconds"]

# Times what is left that a fit may be expected to take: without rows to watch most are shorter,
# and otherwise nothing would be done with the time.
LONGER = 1.2
START_AGAIN = 0.6  # seconds until workers that replace others have imported what they need
IDLE = 1.0  # seconds that the other workers may have nothing to do in the end


class Refits:
    """Fits of members on all rows: the time they need, those under way, what came of others.

    Most begin when the search has ended. One that takes longer than all the others together
    begins before that, or the other workers would wait for it.

    Parameters
    ----------
    plan, folder, workers, clock
        The run. What the folder holds already is not done again.
    least : float
        The weight from which on time is kept for a member: where it is too short, members of
        little weight stay the bags that they are.
    spare : float
        Seconds to be kept in the end, beside a little for assembling the model.

    Attributes
    ----------
    running : dict
        The fits under way: of which candidate, and since when.
    """

    def __init__(
        self,
        plan: Plan,
        folder: RunFolder,
        workers: Workers,
        clock: Clock,
        least: float = 0.0,
        spare: float = 0.0,
    ) -> None:
        self._folder, self._workers, self._clock = folder, workers, clock
        self._least, self._spare = least, spare
        self._more_rows = plan.task.n_rows / len(plan.splits.pairs[0][0])
        self.running: dict[Future[Fold], tuple[Candidate, float]] = {}

    def seconds(
        self, weights: Mapping[Candidate, float], history: History, most: float
    ) -> float:
        """Return the seconds to be kept for the fits that are not under way.

        No time is kept for what takes more than there is, which are `most`. Workers that are
        busy when the search ends are replaced, and have to import what they need.
        """
        fits = list(self._expected(weights, history, most).values())
        fitting = max([*fits, sum(fits) / self._free(), 0.0])
        return fitting + (self._start() if fitting else 0.0)

    def sooner(
        self, weights: Mapping[Candidate, float], history: History, most: float
    ) -> Candidate | None:
        """Return the member to be fitted before the search ends, for it takes longest by far.

        None where fits can be shared out evenly, or nobody's work may be ended for one.
        """
        fits = self._expected(weights, history, most)
        others = self._free() - 1
        if not fits or others < 1 or not self._workers.killable:
            return None
        first = max(fits, key=fits.__getitem__)
        rest = [seconds for candidate, seconds in fits.items() if candidate != first]
        shared = max([*rest, sum(rest) / others])
        return first if fits[first] - shared > IDLE else None

    def finish(
        self,
        weights: Mapping[Candidate, float],
        history: History,
        on_tick: OnTick | None = None,
    ) -> None:
        """Fit members, as many as the time left will do for, the heaviest rather.

        What comes of each is added to the history. Where it did not go well, or Ctrl-C ended
        it, the pipelines of the member's folds serve as well.

        Parameters
        ----------
        weights : mapping of Candidate to float
            The members, and how much each counts.
        history : History
        on_tick : callable
            Told about four times a second of the history, the weights, and in words what is
            under way.
        """
        keep = assembly_seconds(weights, history, self._spare)

        def left() -> float:
            return self._clock.left() - keep

        waiting = self._in_order(weights, history, left())
        try:
            while waiting or self.running:
                while waiting and len(self.running) < self._workers.at_once:
                    self.begin(waiting.pop(0), history, left())
                if on_tick is not None:
                    on_tick(history, weights, self.under_way())
                timeout = min(TICK, max(0.0, left()))
                self.take(wait(self.running, timeout, return_when=FIRST_COMPLETED)[0], history)
                if left() <= 0:
                    self.take(set(self.running), history)  # they had no more time
                    return
        except KeyboardInterrupt:
            history.interrupted = True

    def begin(self, candidate: Candidate, history: History, left: float) -> bool:
        """Have a candidate fitted, if it does not take far longer than is left; tell whether.

        What a run that was cut short has fitted is taken as it is.
        """
        known = self._folder.fold(candidate, REFIT)
        if known is not None:
            history.add(candidate, known)
            return True
        if history.trials[candidate].refit_seconds > LONGER * left:
            return False
        seconds = allowed(left)
        job = self._folder.job(candidate, REFIT, seconds)
        future = self._workers.submit(job, seconds)
        self.running[future] = candidate, self._clock.elapsed()
        return True

    def take(self, futures: Iterable[Future[Fold]], history: History) -> None:
        """Add to the history what came of fits, if only that they were ended."""
        for future in futures:
            candidate, since = self.running.pop(future)
            try:
                fold = future.result(timeout=0)
            except Exception as error:
                spent = self._clock.elapsed() - since if self._workers.killable else 0.0
                fold = Fold(REFIT, seconds=spent, error=why(error))
            history.add(candidate, fold)

    def under_way(self) -> list[str]:
        """Return in words what is under way."""
        return [f"{candidate.estimator}, all rows" for candidate, _ in self.running.values()]

    def _expected(
        self, weights: Mapping[Candidate, float], history: History, most: float
    ) -> dict[Candidate, float]:
        """Return the seconds of the fits that are still to be begun, and can be had."""
        heavy = [c for c, weight in weights.items() if weight >= self._least]
        fits = {
            c: self._more_rows * history.trials[c].refit_seconds
            for c in self._to_do(heavy, history)
        }
        # A little late is not too late, or the reserve would go as soon as it is touched.
        latest = most + 2 * TICK - self._start()
        return {c: seconds for c, seconds in fits.items() if seconds <= latest}

    def _to_do(self, members: Iterable[Candidate], history: History) -> list[Candidate]:
        begun = {candidate for candidate, _ in self.running.values()}
        tried = {c for c in members if any(f.index == REFIT for f in history.trials[c].folds)}
        return [c for c in members if c not in begun | tried]

    def _in_order(
        self, weights: Mapping[Candidate, float], history: History, left: float
    ) -> list[Candidate]:
        """Return those first for which there will be time, the longest of them first."""
        heaviest = self._to_do(sorted(weights, key=lambda c: -weights[c]), history)
        seconds = {c: history.trials[c].refit_seconds for c in heaviest}
        chosen, room = [], left * self._free()
        for candidate in heaviest:
            if seconds[candidate] <= room:
                chosen.append(candidate)
                room -= seconds[candidate]
        others = [c for c in heaviest if c not in chosen]
        return sorted(chosen, key=lambda c: -seconds[c]) + others

    def _free(self) -> int:
        """Return how many more fits may be under way, or one, as soon as another has ended."""
        return max(1, self._workers.at_once - len(self.running))

    def _start(self) -> float:
        return START_AGAIN if self._workers.killable else 0.0


def assembly_seconds(
    weights: Mapping[Candidate, float], history: History, spare: float
) -> float:
    """Return the seconds to be kept in the end: to read the members back, and beside that."""
    return ASSEMBLY + spare + history.loading_seconds(weights)
