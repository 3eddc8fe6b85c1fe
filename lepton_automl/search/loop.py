"""The loop: hand out steps, gather folds, until the time or the work is used up."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from math import inf, isinf
from typing import Any, Protocol

from lepton_automl.budget import TICK, Clock, allowed
from lepton_automl.candidate import Candidate
from lepton_automl.errors import SearchError
from lepton_automl.run.folder import RunFolder, is_full
from lepton_automl.run.plan import BASELINE, REFIT, Plan
from lepton_automl.run.work import do_fold
from lepton_automl.run.workers import Workers, why
from lepton_automl.search.lately import Lately
from lepton_automl.search.refits import Refits, assembly_seconds
from lepton_automl.search.step import Step
from lepton_automl.trial import Fold, History, OnTick, Trial

__all__ = ["search"]

GRACE = 1.25  # times its seconds, for what stops itself by then: it still has to predict
RETRIES = 2  # of a job that somebody else's executor lost


class Schedule(Protocol):
    """What decides what is done next."""

    def next(self, history: History, running: Any, left: float) -> Step | None:
        """Return the next step, or None; the search ends in so many seconds."""


def search(
    plan: Plan,
    schedule: Schedule,
    clock: Clock,
    workers: Workers,
    folder: RunFolder,
    weights: Callable[[History], Mapping[Candidate, float]],
    *,
    refits: Refits | None = None,
    spare: float = 0.0,
    on_fold: Callable[[Trial], None] = lambda trial: None,
    on_tick: OnTick | None = None,
) -> History:
    """Return the history of a search that ends in time, at Ctrl-C, or when the disk is full.

    Parameters
    ----------
    plan : Plan
    schedule : Schedule
        Says what is done next; None from it ends the search once nothing is running.
    clock : Clock
        A little is kept of its time, for assembling the model.
    workers : Workers
        They are stopped in the end, unless members are to be fitted again.
    folder : RunFolder
        What it holds already is not done again.
    weights : callable
        ``history -> {candidate: weight}``: whose models will have to be read back.
    refits : Refits or None
        Says how much time is kept to fit members once more, on all rows, and has a fit that
        takes longest begin meanwhile: some may be under way in the end. None if none are to be.
    spare : float
        Further seconds to be kept.
    on_fold, on_tick : callable
        Told of each fold; and about four times a second of the history, the weights as they
        were lately, and in words what is under way.
    """
    loop = _Loop(plan, clock, workers, folder, weights, refits, spare)
    loop.on_fold, loop.on_tick = on_fold, on_tick
    try:
        workers.ready(0)  # they start while the baseline is fitted
        loop.fit_baseline()
        while not workers.ready(min(TICK, loop.left())) and loop.left() > 0:
            loop.tick()
        while True:
            loop.hand_out(schedule)
            loop.tick()
            if not loop.running:
                break
            loop.gather()  # what is done when the time is up counts as well
            if loop.left() <= 0 and not loop.fit_one_again():
                break
    except KeyboardInterrupt:  # the best so far is what was asked for
        loop.history.interrupted = True
    except OSError as error:
        loop.end_early(error)
    finally:
        loop.end()
    return loop.history


@dataclass(frozen=True)
class _UnderWay:
    """A step that a worker has: its tries, since when, whether the search's end limits it."""

    step: Step
    tries: int
    since: float
    until_end: bool


class _Loop:
    """The state of one search: what is known, and what is under way."""

    def __init__(
        self,
        plan: Plan,
        clock: Clock,
        workers: Workers,
        folder: RunFolder,
        weights: Callable[[History], Mapping[Candidate, float]],
        refits: Refits | None,
        spare: float,
    ) -> None:
        self.plan, self.clock, self.workers, self.folder = plan, clock, workers, folder
        self.weights, self.refits, self.spare = Lately(weights), refits, spare
        self.history = folder.history()
        self.running: dict[Future[Fold], _UnderWay] = {}
        self.held: Step | None = None  # until the workers are idle
        self.on_fold: Callable[[Trial], None] = lambda trial: None
        self.on_tick: OnTick | None = None

    def fit_baseline(self) -> None:
        """Fit the trivial baseline here and now: from then on there is always a model."""
        trial = self._take_up(Step(BASELINE, 0, "baseline"))
        for index in range(len(self.plan.splits)):
            if all(f.index != index for f in trial.folds):
                fold = do_fold(self.folder.job(BASELINE, index), False, self.plan)
                trial = self.history.add(BASELINE, fold)
        if trial.error:
            raise SearchError(
                f"The baseline of {self.plan.task.type!r} tasks failed: {trial.error}. No "
                "model can be promised without it."
            )

    def left(self) -> float:
        """Return the seconds left for searching."""
        left = self.clock.left()
        return left if isinf(left) else left - self._reserve()

    def fit_one_again(self) -> bool:
        """End a fold for a fit on all rows that would keep the others waiting; tell whether.

        It is the fold that has come least far.
        """
        if self.refits is None or isinf(self.clock.left()):
            return False
        weights = self.weights(self.history)
        most = self.clock.left() - assembly_seconds(weights, self.history, self.spare)
        member = self.refits.sooner(weights, self.history, most)
        if member is None or not self.refits.begin(member, self.history, most):
            return False
        if len(self.running) > self._places():
            youngest = max(self.running, key=lambda future: self.running[future].since)
            del self.running[youngest]
            youngest.cancel()
        return True

    def end(self) -> None:
        """End what is under way, but fits on all rows; and workers that nobody needs."""
        fitting = bool(self._fitting()) and not self.history.interrupted
        if fitting or not self.workers.killable:
            for future in self.running:  # what runs in somebody else's process runs out
                future.cancel()
        if not fitting and (self.running or self.refits is None):
            self.workers.stop()

    def tick(self) -> None:
        """Tell how things stand."""
        if self.on_tick is None:
            return
        steps = [work.step for work in self.running.values()]
        running = [_named(step) for step in steps]
        running += self.refits.under_way() if self.refits else []
        self.on_tick(self.history, self.weights(self.history), running)

    def hand_out(self, schedule: Schedule) -> None:
        """Give each idle worker something to do, but for estimators that want to be alone."""
        while len(self.running) < self._places() and (left := self.left()) > 0:
            steps = [work.step for work in self.running.values()]
            under_way = {(step.candidate, step.index) for step in steps}
            held = self.held if self.running else None  # once they are idle, much is known anew
            step = held or schedule.next(self.history, under_way, left)
            if step is None:
                self.fit_one_again()
                return
            alone = self.plan.alone(step.candidate)
            self.held = step if alone and (self.running or self._fitting()) else None
            if self.held:
                return
            self._take_up(step)
            self._submit(step)

    def end_early(self, error: OSError) -> None:
        """Be content with what there is, if there is any, where the disk takes no more."""
        if not is_full(error) or self.history.best is None:
            raise error
        self.history.interrupted = True
        warnings.warn(
            f"The search ended early, with the best until then: {self.folder.refusal(error)}",
            UserWarning,
            stacklevel=5,
        )

    def _places(self) -> int:
        """Return how many steps may be under way: one, if it wants the machine for itself."""
        alone = any(self.plan.alone(work.step.candidate) for work in self.running.values())
        return 1 if alone else self.workers.count - len(self._fitting())

    def _fitting(self) -> Mapping[Future[Fold], Any]:
        """Return the fits on all rows that are under way."""
        return self.refits.running if self.refits else {}

    def gather(self) -> None:
        """Wait for folds, not for long, and record those that are done."""
        timeout = min(TICK, max(0.0, self.left()))
        under_way = {*self.running, *self._fitting()}
        done, _ = wait(under_way, timeout, return_when=FIRST_COMPLETED)
        if self.refits:
            self.refits.take(done & self._fitting().keys(), self.history)
        for future in done & self.running.keys():
            work = self.running.pop(future)
            fold = self._result(future, work)
            if fold is not None:
                self.on_fold(self._record(work.step.candidate, fold))

    def _record(self, candidate: Candidate, fold: Fold) -> Trial:
        """Add a fold to the history, with those that came of the same fit."""
        if fold.out_of_bag:
            for index in (REFIT, *range(1, len(self.plan.splits))):
                if other := self.folder.fold(candidate, index):
                    self.history.add(candidate, other)
        return self.history.add(candidate, fold)

    def _take_up(self, step: Step) -> Trial:
        new = step.candidate not in self.history.trials
        trial = self.history.start(step.candidate, step.origin)
        if new:
            self.folder.start(trial)
        return trial

    def _submit(self, step: Step, tries: int = 0) -> None:
        left, own = self.left(), inf if step.seconds is None else step.seconds
        job = self.folder.job(step.candidate, step.index, allowed(min(left, own)), step.rivals)
        if self.plan.stops_itself(step.candidate):
            own *= GRACE
        work = _UnderWay(step, tries, self.clock.elapsed(), until_end=left <= own)
        self.running[self.workers.submit(job, allowed(min(left, own)))] = work

    def _result(self, future: Future[Fold], work: _UnderWay) -> Fold | None:
        """Return what became of a job; None if that is not known."""
        step = work.step
        try:
            return future.result()
        except Exception as error:
            written = self.folder.fold(step.candidate, step.index)
            if written is not None:
                return written
            if is_full(error):
                raise
            in_time = not isinstance(error, TimeoutError)
            if in_time and not self.workers.killable and work.tries < RETRIES:
                self._submit(step, work.tries + 1)
                return None
            if isinstance(error, TimeoutError) and work.until_end:
                return None  # the search ended, which is no fault of the candidate
            spent = self.clock.elapsed() - work.since if self.workers.killable else 0.0
            fold = Fold(step.index, seconds=spent, error=why(error))
            self.folder.finish(step.candidate, fold)
            return fold

    def _reserve(self) -> float:
        """Return the seconds that the model will take to be put together."""
        weights = self.weights(self.history)
        needed = assembly_seconds(weights, self.history, self.spare)
        again = 0.0
        if self.refits is not None:
            again = self.refits.seconds(weights, self.history, self.clock.left() - needed)
        return needed + again + 1.5 * self.weights.seconds


def _named(step: Step) -> str:
    """Return in words what is under way."""
    rows = "" if step.candidate.rows is None else f" of {step.candidate.rows:,} rows"
    return f"{step.candidate.estimator}, fold {step.index + 1}{rows}"
