"""Members are fitted again on all rows, as far as the time goes."""

import time
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.rank import depth_of
from lepton_automl.run.plan import REFIT
from lepton_automl.search import Refits, refits
from lepton_automl.trial import Fold, History

A, B, C = (Candidate.of(name) for name in "abc")
WEIGHTS = {A: 0.2, B: 0.5, C: 0.3}
PLAN = SimpleNamespace(  # half of the rows in each fold
    task=SimpleNamespace(n_rows=40), splits=SimpleNamespace(pairs=[(range(20), range(20, 40))])
)


def refit(weights, history, folder, workers, clock, on_tick=None, **kept):
    Refits(PLAN, folder, workers, clock, **kept).finish(weights, history, on_tick)


@pytest.fixture
def history():
    history = History("m", 2)
    for candidate in WEIGHTS:
        history.start(candidate, "opening")
        for index in range(2):
            history.add(candidate, Fold(index, 1.0))
    return history


class Desk:
    """Workers that answer each job as they were told; without an answer, never."""

    killable = True

    def __init__(self, count=2, **answers):
        self.at_once, self.answers = count, answers
        self.seen, self.open, self.most = [], [], 0

    def submit(self, job, seconds=None):
        future = Future()
        self.open = [f for f in self.open if not f.done()] + [future]
        self.most = max(self.most, len(self.open))
        self.seen.append(job.candidate.estimator)
        answer = self.answers.get(job.candidate.estimator, Fold(job.index))
        if isinstance(answer, Exception):
            future.set_exception(answer)
        elif answer is not None:
            future.set_result(answer)
        return future


def whole(history, candidate):
    return [f for f in history.trials[candidate].folds if f.index == REFIT]


def test_all_members_are_fitted_the_heaviest_first(folder, history):
    desk = Desk()
    refit(WEIGHTS, history, folder, desk, Clock(Budget(trials=1)))
    assert desk.seen == ["b", "c", "a"]
    assert all(whole(history, c) == [Fold(REFIT)] for c in WEIGHTS)


@pytest.mark.parametrize(("seconds", "order"), [(100, "acb"), (22, "cba"), (1, "bca")])
def test_the_longest_is_first_of_those_that_there_is_time_for(folder, history, seconds, order):
    for candidate, took in ((A, 20.0), (B, 1.0), (C, 3.0)):
        for index in range(2, 6):
            history.add(candidate, Fold(index, 1.0, seconds=took))
    clock = Clock(Budget(seconds=seconds))
    desk = Desk(count=1)
    fits = Refits(PLAN, folder, desk, clock)
    assert [c.estimator for c in fits._in_order(WEIGHTS, history, clock.left())] == list(order)


def test_no_more_jobs_are_out_than_there_are_workers(folder, history):
    desk = Desk(count=2, b=None)
    refit(WEIGHTS, history, folder, desk, Clock(Budget(seconds=0.3)))
    assert desk.most <= 2


def test_a_failure_is_noted_once_and_leaves_the_folds_as_they_were(folder, history):
    desk = Desk(a=TimeoutError("Task timeout", 1.0))
    for _ in range(2):
        refit(WEIGHTS, history, folder, desk, Clock(Budget(trials=1)))
    trial = history.trials[A]
    assert (trial.error, depth_of(trial)) == (None, 2)
    assert [fold.index for fold in trial.folds] == [REFIT, 0, 1]
    assert "longer than" in whole(history, A)[0].error


def test_it_ends_with_the_time(folder, history):
    started = time.monotonic()
    refit(WEIGHTS, history, folder, Desk(count=1, b=None), Clock(Budget(seconds=0.3)))
    assert time.monotonic() - started < 5
    (ended,) = whole(history, B)
    assert ended.error
    assert 0 < ended.seconds < 5
    assert not whole(history, C)


def test_what_takes_longer_than_is_left_is_not_begun(folder, history):
    for index in range(2, 6):
        history.add(B, Fold(index, 1.0, seconds=20.0))
    desk = Desk()
    refit(WEIGHTS, history, folder, desk, Clock(Budget(seconds=10)))
    assert desk.seen == ["c", "a"]


@pytest.mark.parametrize(("took", "begun"), [(11.0, ["b"]), (13.0, [])])
def test_what_takes_little_longer_than_is_left_is_begun_all_the_same(
    folder, history, took, begun
):
    for index in range(2, 6):
        history.add(B, Fold(index, 1.0, seconds=took))
    assert history.trials[B].refit_seconds == pytest.approx(took)
    desk = Desk(count=1)
    refit({B: 1.0}, history, folder, desk, Clock(Budget(seconds=10)))
    assert desk.seen == begun


def test_the_time_that_reading_the_folds_back_takes_is_left(folder, history):
    history.add(B, Fold(2, 1.0, size=8_000_000_000))  # 40 seconds
    desk = Desk()
    refit(WEIGHTS, history, folder, desk, Clock(Budget(seconds=30)))
    assert desk.seen == []


def test_what_is_spared_of_the_time_is_left(folder, history):
    clock = Clock(Budget(seconds=60))
    started = time.monotonic()
    refit(WEIGHTS, history, folder, Desk(count=1, b=None), clock, spare=59.6)
    assert time.monotonic() - started < 5
    assert clock.left() > 50
    assert whole(history, B)[0].error


def test_it_tells_what_is_under_way_until_the_time_is_up(folder, history):
    told = []
    refit(
        WEIGHTS,
        history,
        folder,
        Desk(count=1, b=None),
        Clock(Budget(seconds=1)),
        on_tick=lambda *how: told.append(how),
    )
    assert len(told) > 1  # though nothing was done meanwhile
    assert all(how == (history, WEIGHTS, ["b, all rows"]) for how in told)


def test_ctrl_c_leaves_what_is_not_done_as_it_was(folder, history):
    class Interrupts(Desk):
        def submit(self, job, seconds=None):
            if self.seen:
                raise KeyboardInterrupt
            return super().submit(job, seconds)

    refit(WEIGHTS, history, folder, Interrupts(count=1), Clock(Budget(seconds=60)))
    assert history.interrupted
    assert [c for c in WEIGHTS if whole(history, c)] == [B]


def test_what_a_killed_run_had_fitted_is_not_fitted_again(folder, history):
    folder.finish(B, Fold(REFIT, seconds=3.0))
    desk = Desk()
    refit(WEIGHTS, history, folder, desk, Clock(Budget(trials=1)))
    assert desk.seen == ["c", "a"]
    assert whole(history, B)[0].seconds == 3.0


def told(history, **seconds):
    """Say how long a fold of each took."""
    for candidate in WEIGHTS:
        for index in range(2, 6):
            took = seconds[candidate.estimator]
            history.add(candidate, Fold(index, 1.0, seconds=took))


@pytest.mark.parametrize(
    ("count", "least", "most", "kept"),
    [
        (2, 0.0, 100.0, 20.0),  # the longest, of twice the rows; the others share a worker
        (1, 0.0, 100.0, 28.0),
        (2, 0.4, 100.0, 2.0),
        (1, 0.0, 15.0, 8.0),  # for A there is no time
    ],
)
def test_time_is_kept_for_the_fits_that_can_be_had(folder, history, count, least, most, kept):
    told(history, a=10.0, b=1.0, c=3.0)
    fits = Refits(PLAN, folder, Desk(count), Clock(Budget(seconds=100)), least=least)
    found = fits.seconds(WEIGHTS, history, most)
    assert found == pytest.approx(kept + refits.START_AGAIN)


@pytest.mark.parametrize(
    ("count", "killable", "took", "sooner"),
    [
        (2, True, {"a": 10.0, "b": 1.0, "c": 3.0}, A),
        (3, True, {"a": 10.0, "b": 1.0, "c": 3.0}, A),
        (2, True, {"a": 4.2, "b": 1.0, "c": 3.0}, None),  # shared out evenly
        (1, True, {"a": 10.0, "b": 1.0, "c": 3.0}, None),
        (2, False, {"a": 10.0, "b": 1.0, "c": 3.0}, None),
        (2, True, {"a": 90.0, "b": 1.0, "c": 3.0}, C),  # for A there is no time
    ],
)
def test_what_takes_longest_by_far_is_to_begin_sooner(
    folder, history, count, killable, took, sooner
):
    told(history, **took)
    desk = Desk(count)
    desk.killable = killable
    fits = Refits(PLAN, folder, desk, Clock(Budget(seconds=100)))
    assert fits.sooner(WEIGHTS, history, 99.0) == sooner


def test_what_has_begun_needs_no_time_and_is_gone_on_with(folder, history):
    told(history, a=10.0, b=1.0, c=3.0)
    desk = Desk(2, a=None)
    fits = Refits(PLAN, folder, desk, Clock(Budget(seconds=100)))
    assert fits.begin(A, history, 60.0)
    assert fits.under_way() == ["a, all rows"]
    assert fits.sooner(WEIGHTS, history, 60.0) is None
    assert fits.seconds(WEIGHTS, history, 60.0) == pytest.approx(8.0 + refits.START_AGAIN)
    (future,) = fits.running
    future.set_result(Fold(REFIT, seconds=9.0))
    fits.finish(WEIGHTS, history)
    assert desk.seen == ["a", "c", "b"]
    assert whole(history, A) == [Fold(REFIT, seconds=9.0)]
    assert all(whole(history, c) for c in WEIGHTS)


def test_what_takes_far_longer_than_is_left_does_not_begin(folder, history):
    told(history, a=10.0, b=1.0, c=3.0)
    fits = Refits(PLAN, folder, Desk(2), Clock(Budget(seconds=100)))
    assert not fits.begin(A, history, 8.0)
    assert not fits.running
