"""The loop: it gathers folds, ends in time, survives faults and Ctrl-C."""

import time
from concurrent.futures import Executor, Future
from dataclasses import replace
from threading import Timer
from typing import ClassVar

import numpy as np
import pytest
from toy_plugins import faults, faulty, odd

from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Weigher
from lepton_automl.errors import SearchError
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.resample import Splits
from lepton_automl.run import BASELINE, Plan, Workers
from lepton_automl.run.work import do_fold
from lepton_automl.score import make_score
from lepton_automl.search import Refits, refits, search
from lepton_automl.search.step import Step
from lepton_automl.task import Data, Input, Schema, Task

X = np.random.default_rng(0).normal(size=(40, 3))


class Listed:
    """A schedule that goes through a list."""

    def __init__(self, *steps):
        self.steps = list(steps)

    def next(self, history, running, left):
        done = {(t.candidate, f.index) for t in history for f in t.folds}
        waiting = (s for s in self.steps if (s.candidate, s.index) not in {*done, *running})
        return next(waiting, None)


class Asks:
    """A schedule that wants to know how much time is left."""

    left = None

    def next(self, history, running, left):
        self.left = left


def step(name, index=0, seconds=None):
    return Step(Candidate.of(name), index, "opening", seconds)


@pytest.fixture
def go(folder, registry):
    """Return a function that searches through a list of steps."""
    specs = [
        EstimatorSpec("mean", odd.Mean, {"regression"}),
        EstimatorSpec("mean2", odd.Mean, {"regression"}),
        EstimatorSpec("alone", odd.Mean, {"regression"}, alone=True),
        EstimatorSpec("punctual", odd.PunctualMean, {"regression"}, handles={"deadline"}),
        EstimatorSpec(
            "forest",
            "sklearn.ensemble:RandomForestRegressor",
            {"regression"},
            handles={"out_of_bag"},
            fixed={"n_estimators": 30},
        ),
        *faulty.ALL,
    ]
    spec = registry.tasks["regression"]
    made = Plan(
        task=Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=40),
        data=Data(X, X[:, 0]),
        splits=Splits.of(
            [(range(20, 40), range(20)), (range(20), range(20, 40))], shuffled=True
        ),
        task_spec=spec,
        kinds=registry.kinds,
        specs={s.name: s for s in specs},
        score=make_score("r2", spec, registry),
    )
    folder.identify({"metric": "r2", "n_splits": 2})

    def run(
        schedule,
        seconds=None,
        workers=None,
        baseline=spec.baseline,
        n_threads=1,
        n_splits=2,
        least=None,
        **options,
    ):
        plan = replace(made, task_spec=replace(spec, baseline=baseline), n_threads=n_threads)
        plan = replace(plan, splits=Splits(made.splits.pairs[:n_splits], shuffled=True))
        folder.write_plan(plan)
        workers = workers or Workers(executor="inline")
        clock = Clock(Budget(seconds, None if seconds else 99))
        weights = Weigher(plan, folder).weights
        if least is not None:
            options["refits"] = Refits(plan, folder, workers, clock, least=least)
        return search(plan, schedule, clock, workers, folder, weights, **options)

    return run


def test_there_is_a_baseline_before_anything_else(go):
    history = go(Listed())
    assert [t.candidate for t in history] == [BASELINE]
    assert len(history.trials[BASELINE].done) == 2


def test_steps_are_done_and_told(go, folder):
    told = []
    history = go(
        Listed(step("mean", 0), step("faulty_raises"), step("mean", 1)), on_fold=told.append
    )
    assert len(history.trials[Candidate.of("mean")].done) == 2
    assert history.trials[Candidate.of("faulty_raises")].error.startswith("ValueError")
    assert len(told) == 3
    assert [t.candidate for t in folder.history()] == [t.candidate for t in history]


def test_one_fit_may_bring_all_folds(go, folder):
    told = []
    history = go(Listed(step("forest", 0)), on_fold=told.append)
    forest = history.trials[Candidate.of("forest")]
    assert [f.index for f in forest.folds] == [-1, 0, 1]
    assert forest.whole
    assert told == [forest]
    assert folder.history().trials[Candidate.of("forest")] == forest


def test_a_folder_that_holds_folds_is_gone_on_with(go):
    go(Listed(step("mean", 0)))
    history = go(Listed(step("mean", 1)))
    assert [f.index for f in history.trials[Candidate.of("mean")].folds] == [0, 1]
    assert len(history.trials[BASELINE].folds) == 2


@pytest.mark.parametrize(
    ("folds", "n_splits", "own", "least", "budget", "kept"),
    [
        (1, 2, False, 0.1, 100.0, 40.0),
        (1, 1, False, 0.1, 100.0, 40.0),
        (2, 2, False, 0.1, 100.0, 40.0),
        (2, 2, True, 0.1, 100.0, 40.0 + 30.0),
        (2, 2, False, 1.1, 100.0, 0.0),
        (2, 2, False, None, 100.0, 0.0),
        (2, 2, False, 0.1, 15.0, 0.0),
    ],
)
def test_time_is_kept_to_fit_members_again(
    go, folder, monkeypatch, folds, n_splits, own, least, budget, kept
):
    """The folds took 20 s each, with half of the rows; new workers of our own take 30."""
    monkeypatch.setattr(refits, "START_AGAIN", 30.0)
    go(Listed(*(step("mean", index) for index in range(folds))), n_splits=n_splits)
    for index in range(folds):
        fold = folder.fold(Candidate.of("mean"), index)
        folder.finish(Candidate.of("mean"), replace(fold, seconds=20.0))
    schedule, workers = Asks(), Workers(1) if own else None
    go(schedule, seconds=budget, least=least, workers=workers, n_splits=n_splits)
    assert budget - 10.0 - kept < schedule.left < budget - kept


class Desk(Workers):
    """Workers that never come to an end."""

    killable = True  # in the place of a property

    def __init__(self, count=2, killable=True):
        super().__init__(executor="inline")
        self.count, self.killable = count, killable
        self.jobs, self.futures, self.stopped = [], [], False

    def submit(self, job, seconds=None):
        self.jobs.append((job.candidate.estimator, job.index))
        self.futures.append(Future())
        return self.futures[-1]

    def stop(self):
        self.stopped = True


def members(go, folder, seconds):
    """Have two members, whose folds took so long; the first has all of the weight."""
    go(Listed(*(step(name, index) for name in ("mean", "mean2") for index in range(2))))
    for candidate in (Candidate.of("mean"), Candidate.of("mean2")):
        for index in range(2):
            fold = folder.fold(candidate, index)
            folder.finish(candidate, replace(fold, seconds=seconds))


def test_a_fit_of_all_rows_that_others_would_wait_for_begins_sooner(go, folder):
    members(go, folder, seconds=2.0)
    desk = Desk()
    steps = [step(name, seconds=60.0) for name in ("faulty_sleeps", "punctual")]
    history = go(Listed(*steps), seconds=6.0, workers=desk, least=0.1)
    assert desk.jobs == [("faulty_sleeps", 0), ("punctual", 0), ("mean", -1)]
    first, youngest, fit = desk.futures
    assert youngest.cancelled()  # in its place
    assert first.cancelled()  # in the end
    assert not fit.cancelled()
    assert not desk.stopped
    assert not history.trials[Candidate.of("punctual")].folds


def test_a_worker_with_nothing_to_do_fits_a_member_again(go, folder):
    members(go, folder, seconds=2.0)
    desk = Desk()
    go(Listed(step("faulty_sleeps", seconds=60.0)), seconds=9.0, workers=desk, least=0.1)
    assert desk.jobs == [("faulty_sleeps", 0), ("mean", -1)]


def test_what_is_fitted_again_is_killed_too_where_the_search_is_interrupted(go, folder):
    def interrupt(history, weights, under_way):
        if "mean, all rows" in under_way:
            raise KeyboardInterrupt

    members(go, folder, seconds=2.0)
    desk = Desk()
    steps = Listed(*(step(name, seconds=60.0) for name in ("faulty_sleeps", "punctual")))
    history = go(steps, seconds=6.0, workers=desk, least=0.1, on_tick=interrupt)
    assert history.interrupted
    assert desk.stopped


@pytest.mark.parametrize(
    ("name", "budget", "killed"),
    [("mean", 100.0, 8.0), ("punctual", 100.0, 10.0), ("punctual", 9.0, 9.0)],
)
def test_what_stops_itself_has_time_to_predict_before_it_is_killed(go, name, budget, killed):
    told = []

    class Watched(Workers):
        def submit(self, job, seconds=None):
            told.append((job.seconds, seconds))
            return super().submit(job, seconds)

    history = go(
        Listed(step(name, seconds=8.0)), seconds=budget, workers=Watched(executor="inline")
    )

    ((own, limit),) = told
    assert own == pytest.approx(8.0)
    assert limit == pytest.approx(killed, abs=1.5 if killed == budget else 1e-6)
    assert history.trials[Candidate.of(name)].done


def test_ctrl_c_ends_the_search_and_keeps_what_there_is(go):
    class Interrupts(Listed):
        def next(self, history, running, left):
            step = super().next(history, running, left)
            if step is None:
                raise KeyboardInterrupt
            return step

    history = go(Interrupts(step("mean", 0)))
    assert history.interrupted
    assert Candidate.of("mean") in history.trials


def test_the_time_is_kept_whatever_a_fit_does(go):
    workers = Workers(1)
    assert workers.ready(60)
    started = time.monotonic()
    history = go(Listed(step("faulty_sleeps")), seconds=3.0, workers=workers)
    assert time.monotonic() - started < 4.0
    assert history.trials[Candidate.of("faulty_sleeps")].folds == ()


def test_a_fold_that_is_done_when_the_time_is_up_counts(go):
    class Late(Executor):
        def submit(self, do, *args):
            future = Future()
            future.set_result(do(*args))
            time.sleep(1.0)
            return future

    history = go(Listed(step("mean")), seconds=1.0, workers=Workers(executor=Late()))
    assert [f.index for f in history.trials[Candidate.of("mean")].done] == [0]


def test_a_fold_past_its_own_limit_is_a_failure_with_its_reason(go):
    steps = Listed(step("faulty_sleeps", seconds=1.0), step("faulty_crashes"), step("mean"))
    history = go(steps, seconds=60.0, workers=Workers(1))
    reasons = {t.candidate.estimator: t.error for t in history if t.error}
    assert reasons["faulty_sleeps"] == "took longer than the 1 s that one fold may take"
    assert reasons["faulty_crashes"] == "its process died of SIGSEGV"
    assert 1.0 <= history.trials[Candidate.of("faulty_sleeps")].seconds < 5.0
    assert history.trials[Candidate.of("mean")].done


def test_what_an_executor_loses_is_tried_again(go):
    class Forgetful(Workers):
        lost = 0

        def submit(self, job, seconds=None):
            if self.lost < 2:
                self.lost += 1
                future = Future()
                future.set_exception(ConnectionError("the worker is gone"))
                return future
            return super().submit(job, seconds)

    history = go(Listed(step("mean")), workers=Forgetful(executor="inline"))
    assert history.trials[Candidate.of("mean")].error is None


def test_a_baseline_that_fails_is_an_error(go):
    with pytest.raises(SearchError, match=r"'regression' tasks failed: .*always raises"):
        go(Listed(), baseline=faults.Raises)


def test_what_waits_in_somebody_elses_queue_is_taken_back(go):
    queue = Desk(count=3, killable=False)
    go(Listed(step("mean", 0), step("mean", 1)), seconds=1.0, workers=queue)
    assert len(queue.futures) == 2
    assert all(future.cancelled() for future in queue.futures)


@pytest.fixture
def watched():
    """Return workers that note who works side by side, and their notes."""
    side_by_side = []

    class Watched(Workers):
        under_way: ClassVar[set[str]] = set()

        def submit(self, job, seconds=None):
            name = f"{job.candidate.estimator}{job.candidate.rows or ''}"
            self.under_way.add(name)
            side_by_side.append(set(self.under_way))
            future = Future()
            Timer(0.05, self.end, (name, future, job)).start()
            return future

        def end(self, name, future, job):
            self.under_way.discard(name)
            future.set_result(do_fold(job, False))

    workers = Watched(executor="inline")
    workers.count = 3
    return workers, side_by_side


def test_what_wants_the_machine_for_itself_gets_it(go, watched):
    workers, side_by_side = watched
    go(Listed(step("mean", 0), step("mean", 1), step("alone"), step("mean2")), workers=workers)
    assert {"alone"} in side_by_side
    assert not [names for names in side_by_side if "alone" in names and len(names) > 1]


def test_samples_are_fitted_side_by_side_and_all_rows_with_all_threads_one_at_a_time(
    go, watched
):
    workers, side_by_side = watched
    sampled = [Step(Candidate.of(n, rows=9), 0, "opening") for n in ("mean", "mean2")]
    go(Listed(*sampled, step("mean"), step("mean2")), workers=workers, n_threads=3)
    assert {"mean9", "mean29"} in side_by_side
    assert {"mean"} in side_by_side
    assert not [names for names in side_by_side if "mean" in names and len(names) > 1]


def test_what_waited_for_the_others_is_decided_anew_once_they_have_ended(go, watched):
    class Changing(Listed):
        def next(self, history, running, left):
            known = history.trials.get(Candidate.of("mean"))
            if known and known.done:
                self.steps = [step("mean2")] if self.steps else []
            return super().next(history, running, left)

    workers, side_by_side = watched
    history = go(Changing(step("mean"), step("alone")), workers=workers)
    assert side_by_side == [{"mean"}, {"mean2"}]
    assert Candidate.of("alone") not in history.trials
