"""The race: first folds of many, all folds of the leaders, nothing that cannot end in time."""

import math
from dataclasses import dataclass

import pytest

from lepton_automl.budget import Budget
from lepton_automl.candidate import Candidate
from lepton_automl.plugin import Cost, EstimatorSpec
from lepton_automl.run import BASELINE
from lepton_automl.search import Pace, Proposer, Race
from lepton_automl.space import Float
from lepton_automl.task import Input, Schema, Task
from lepton_automl.trial import Fold, History

TASK = Task("binary", Schema("array", (Input(None, "number", 10),)), n_rows=1_000)
SCORES = {"quick": 0.5, "good": 0.9, "slow": 0.7}


@pytest.fixture(autouse=True)
def always_looked(monkeypatch):
    """Look at the ensemble at each step: these races take no time at all."""
    monkeypatch.setattr("lepton_automl.search.lately.SHARE", math.inf)


@dataclass
class HandClock:
    """A clock that is set by hand."""

    budget: Budget
    now: float = 0.0

    def elapsed(self):
        return self.now

    def left(self):
        return self.budget.seconds - self.now


def make(seconds, book, costs, space=None, weights=None, sample=None, n_workers=1, alone=()):
    specs = {
        name: EstimatorSpec(name, "m:X", {"binary"}, cost=Cost(base=cost, rate=0.0))
        for name, cost in costs.items()
    }

    def best(history):
        scored = [t for t in history if t.origin != "baseline" and t.done]
        top = max(scored, key=lambda t: t.done[0].score, default=None)
        return {top.candidate: 1.0} if top else {BASELINE: 1.0}

    if weights:
        shares = {Candidate.of(name): weight for name, weight in weights.items()}

        def best(history):
            return shares

    clock = HandClock(Budget(seconds=seconds))
    pace = Pace(specs, TASK)
    proposer = Proposer(dict.fromkeys(costs, space) if space else {}, 0)
    candidates = [Candidate.of(n, rows=sample) for n in book]
    wants = [Candidate.of(name) for name in alone].__contains__
    return Race(candidates, proposer, pace, seconds, n_workers, best, sample, wants), clock


def begun():
    history = History("score", 3)
    history.start(BASELINE, "baseline")
    for index in range(3):
        history.add(BASELINE, Fold(index, 0.0))
    return history


def run(race, clock, costs, history=None, scores=SCORES):
    """Run a race with one worker until time or work ends; return the steps."""
    history = history or begun()
    steps = []
    while clock.left() > 0 and (step := race.next(history, set(), clock.left())):
        history.start(step.candidate, step.origin)
        name = step.candidate.estimator
        clock.now += costs[name]
        if clock.left() < 0:
            break
        history.add(step.candidate, Fold(step.index, scores[name], costs[name]))
        steps.append((name, step.index))
    return steps


def test_all_are_opened_and_then_finished_when_there_is_time():
    costs = {"quick": 1.0, "good": 1.0, "slow": 2.0}
    race, clock = make(100.0, ["quick", "good", "slow"], costs)
    steps = run(race, clock, costs)
    assert set(steps) == {(n, i) for n in costs for i in range(3)}


def test_first_folds_come_before_further_ones():
    costs = {"quick": 4.0, "good": 4.0, "slow": 4.0}
    race, clock = make(100.0, ["quick", "good", "slow"], costs)
    assert run(race, clock, costs)[:3] == [("quick", 0), ("good", 0), ("slow", 0)]


def test_the_leader_is_whole_when_the_time_ends():
    costs = {"quick": 4.0, "good": 5.0, "slow": 5.0}
    race, clock = make(26.0, ["quick", "good", "slow"], costs)
    steps = run(race, clock, costs)
    assert {("good", 0), ("good", 1), ("good", 2)} <= set(steps)


@pytest.mark.parametrize(("alone", "second"), [((), "next"), (("good",), "good")])
def test_what_keeps_all_workers_busy_is_finished_earlier(alone, second):
    costs = {"good": 20.0, "next": 20.0}
    race, clock = make(100.0, ["good", "next"], costs, n_workers=4, alone=alone)
    clock.now = 20.0  # so that the opening no longer goes first

    steps = run(race, clock, costs, scores={"good": 0.9, "next": 0.8})

    assert [name for name, _ in steps[:2]] == ["good", second]


def test_cheap_leaders_are_finished_at_once():
    costs = {"good": 0.1, "slow": 20.0}
    race, clock = make(100.0, ["good", "slow"], costs)
    assert run(race, clock, costs)[:3] == [("good", 0), ("good", 1), ("good", 2)]


def test_what_cannot_end_in_time_is_not_begun():
    costs = {"quick": 1.0, "slow": 500.0}
    race, clock = make(10.0, ["quick", "slow"], costs)
    assert ("slow", 0) not in run(race, clock, costs)


def test_proposals_follow_the_opening():
    costs = {"quick": 1.0}
    race, clock = make(20.0, ["quick"], costs, {"x": Float(0.0, 1.0)})
    history = begun()
    run(race, clock, costs, history)
    assert {"opening", "search"} <= {t.origin for t in history}


def test_a_family_that_only_fails_is_not_opened_for_ever():
    candidates = [Candidate.of("bad", {"x": x}) for x in range(5)]
    race, clock = make(100.0, [], {"bad": 1.0})
    race._book = candidates
    history = begun()
    for candidate in candidates[:3]:
        history.start(candidate, "opening")
        history.add(candidate, Fold(0, error="no"))
    assert race.next(history, set(), clock.left()) is None


def test_what_a_killed_run_had_begun_is_gone_on_with():
    race, clock = make(100.0, ["quick", "good"], {"quick": 1.0, "good": 1.0})
    history = begun()
    history.start(Candidate.of("good"), "opening")
    step = race.next(history, set(), clock.left())
    assert (step.candidate.estimator, step.index) == ("good", 0)


def test_a_running_first_fold_is_waited_for():
    race, clock = make(100.0, ["good"], {"good": 1.0})
    history = begun()
    good = Candidate.of("good")
    history.start(good, "opening")
    assert race.next(history, {(good, 0)}, clock.left()) is None


@pytest.mark.parametrize(
    ("budget", "n_splits", "limit"), [(5.0, 3, 2.0), (5.0, 1, 4.0), (100.0, 3, 30.0)]
)
def test_every_fold_has_a_limit(budget, n_splits, limit):
    race, clock = make(budget, ["quick"], {"quick": 1.0})
    history = begun()
    history.n_splits = n_splits
    assert race.next(history, set(), clock.left()).seconds == pytest.approx(limit)


@pytest.mark.parametrize(("cost", "opened"), [(20.0, True), (60.0, False)])
def test_what_is_opened_leaves_time_for_the_members_other_folds(history_of, cost, opened):
    costs = {"member": 30.0, "new": cost}
    race, clock = make(160.0, ["new"], costs, weights={"member": 1.0})
    history = history_of(seconds=30.0, member=[0.8, 0.8])
    clock.now = 60.0
    step = race.next(history, set(), clock.left())
    assert step.candidate == Candidate.of("new" if opened else "member")


def test_what_leaves_no_time_is_opened_where_nothing_else_can_be_done(history_of):
    costs = {"member": 30.0, "new": 60.0}
    race, clock = make(160.0, ["new"], costs, weights={"member": 1.0})
    history = history_of(seconds=30.0, member=[0.8, 0.8])
    clock.now = 60.0
    last = (Candidate.of("member"), 2)
    assert race.next(history, {last}, clock.left()).candidate == Candidate.of("new")


def test_what_is_under_way_needs_its_time_too(history_of):
    costs = {"member": 30.0, "new": 25.0, "running": 30.0}
    race, clock = make(160.0, ["new"], costs, weights={"member": 1.0})
    history = history_of(seconds=30.0, member=[0.8, 0.8])
    running = Candidate.of("running")
    history.start(running, "opening")
    clock.now = 60.0
    step = race.next(history, {(running, 0)}, clock.left())
    assert step.candidate == Candidate.of("member")


@pytest.mark.parametrize(("now", "first"), [(10.0, "new"), (40.0, "leader")])
def test_a_leader_that_is_finished_for_less_goes_before_what_is_opened(history_of, now, first):
    costs = {"leader": 4.0, "new": 10.0}
    race, clock = make(100.0, ["new"], costs, weights={"leader": 1.0})
    history = history_of(seconds=4.0, leader=[0.8])
    clock.now = now
    assert race.next(history, set(), clock.left()).candidate == Candidate.of(first)


def test_of_the_members_the_one_worth_most_a_second_is_finished_first(history_of):
    weights = {"slow": 0.6, "quick": 0.4}
    race, clock = make(30.0, [], {"slow": 1.0, "quick": 1.0}, weights=weights)
    history = history_of(seconds=6.0, slow=[0.8])
    quick = Candidate.of("quick")
    history.start(quick, "opening")
    history.add(quick, Fold(0, 0.7, 2.0))
    clock.now = 10.0
    assert race.next(history, set(), clock.left()).candidate == quick


def test_folds_of_members_take_turns(history_of):
    race, clock = make(30.0, [], {"a": 2.0, "b": 2.0}, weights={"a": 0.55, "b": 0.45})
    history = history_of(seconds=2.0, a=[0.8, 0.8], b=[0.7])
    clock.now = 26.0
    assert race.next(history, set(), clock.left()).candidate == Candidate.of("b")


@pytest.mark.parametrize(("now", "opened"), [(20.0, True), (40.0, False)])
def test_where_finishing_would_take_all_the_time_the_opening_has_its_share(
    history_of, now, opened
):
    race, clock = make(100.0, ["new"], {"dear": 20.0, "new": 20.0}, weights={"dear": 1.0})
    history = history_of(seconds=20.0, dear=[0.8])
    history.n_splits = 8
    clock.now = now
    assert (race.next(history, set(), clock.left()).candidate == Candidate.of("new")) is opened


def test_a_first_fold_is_compared_with_all_that_is_known():
    reports = ((1, 0.5),)
    race, clock = make(100, [], {"good": 1.0}, space={"x": Float(0.0, 1.0)})
    history, known = begun(), Candidate.of("good", {"x": 0.5})
    history.start(known, "opening")
    for index in range(3):
        history.add(known, Fold(index, 0.9, 1.0, reports=reports if index == 0 else ()))

    step = race.next(history, set(), clock.left())

    assert (step.origin, step.index, step.rivals) == ("search", 0, (reports,))


def sampled_race(seconds, costs, scores, history, weights=None):
    """Run a race on a table whose samples cost a tenth; return candidates in order."""
    race, clock = make(seconds, list(costs), costs, weights=weights, sample=100)
    steps = []
    while clock.left() > 0 and (step := race.next(history, set(), clock.left())):
        history.start(step.candidate, step.origin)
        name, rows = step.candidate.estimator, step.candidate.rows
        took = costs[name] / (10 if rows else 1)
        clock.now += took
        if clock.left() < 0:
            break
        history.add(step.candidate, Fold(step.index, scores[name] + (not rows) / 10, took))
        steps.append((name, rows, step.index))
    return steps


COSTS = {"quick": 20.0, "good": 25.0, "slow": 30.0, "worst": 20.0}
FOUND = {**SCORES, "worst": 0.1}


def test_samples_come_first_and_the_best_of_them_learn_from_all_rows():
    steps = sampled_race(100.0, COSTS, FOUND, begun())
    assert [s[:2] for s in steps[:4]] == [(n, 100) for n in ("quick", "good", "slow", "worst")]
    assert [s for s in steps if s[1] is None] == [("good", None, i) for i in range(3)]


def test_a_sample_has_one_fold_and_all_rows_have_all():
    steps = sampled_race(1_000.0, COSTS, FOUND, begun())
    assert len(steps) == len(set(steps)) == 4 + 4 * 3
    assert {i for _, rows, i in steps if rows} == {0}


def test_members_of_the_ensemble_learn_from_all_rows_when_time_is_short():
    costs = dict.fromkeys(COSTS, 60.0)
    race, clock = make(100.0, list(costs), costs, sample=100)
    history, good = begun(), Candidate.of("good", rows=100)
    history.start(good, "opening")
    history.add(good, Fold(0, 0.9, 6.0))
    race._weights = lambda history: {good: 1.0}
    clock.now = 75.0
    step = race.next(history, set(), clock.left())
    assert (step.candidate, step.index, step.origin) == (good.on(None), 0, "opening")


def test_a_killed_run_on_samples_goes_on_without_repeating():
    history = begun()
    before = sampled_race(11.0, COSTS, FOUND, history)
    after = sampled_race(100.0, COSTS, FOUND, history)
    assert before
    assert not set(before) & set(after)
    assert {("good", None, 0), ("good", 100, 0)} <= {*before, *after}


def test_what_failed_on_all_rows_is_left_alone():
    race, clock = make(1_000.0, ["good"], {"good": 1.0}, sample=100)
    history, good = begun(), Candidate.of("good", rows=100)
    history.start(good, "opening")
    history.add(good, Fold(0, 0.9, 0.1))
    history.start(good.on(None), "opening")
    history.add(good.on(None), Fold(0, error="ran out of memory"))
    race._weights = lambda history: {good: 1.0}
    assert race.next(history, set(), clock.left()) is None
