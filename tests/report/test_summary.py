import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.report.summary import seconds_text, summarise


def clock(elapsed=0.0, **budget):
    """Return a clock that was started some time ago."""
    now = Clock(Budget(**budget))
    return Clock(now.budget, now.started - elapsed)


@pytest.mark.parametrize(
    ("budget", "share"),
    [
        ({"seconds": 100}, 0.25),
        ({"trials": 4}, 0.5),
        ({"seconds": 100, "trials": 4}, 0.5),
        ({"seconds": 10, "trials": 4}, 1.0),
        ({}, None),
    ],
)
def test_the_share_is_of_the_limit_that_is_nearer(make, budget, share):
    summary = summarise(make(a=[0.5], b=["no"]), clock(25, **budget))
    assert summary.share == (None if share is None else pytest.approx(share, abs=0.01))


def test_trials_that_have_not_begun_do_not_count(make):
    summary = summarise(make(a=[0.5], b=["no"], c=[]), clock())
    assert (summary.n_trials, summary.n_failed) == (2, 1)


def test_the_best_is_the_one_that_the_history_names(make):
    history = make(a=[0.5, 0.6], b=[0.9], c=[0.4, 0.5])
    assert summarise(history, clock()).best == history.best


def test_the_baseline_is_the_best_only_while_it_is_alone(make):
    alone = summarise(make(baseline=[0.5, 0.5]), clock())
    assert alone.best.candidate.estimator == "baseline"
    beside = summarise(make(baseline=[0.5, 0.5], a=[0.4]), clock())
    assert beside.best.candidate.estimator == "a"


def test_the_baseline_is_not_one_of_the_trials_allowed(make):
    assert summarise(make(baseline=[0.5]), clock(trials=4)).share == 0.0
    assert summarise(make(baseline=[0.5], a=[0.5]), clock(trials=4)).share == 0.25


def test_the_last_trials_come_newest_first(make):
    summary = summarise(make(**{f"m{i}": [0.5] for i in range(9)}), clock())
    assert [t.candidate.estimator for t in summary.recent] == ["m8", "m7", "m6", "m5", "m4"]


def test_counts_are_one_line(make):
    summary = summarise(make(a=[0.5], b=["no"]), clock(), ensemble=0.75)
    assert summary.counts("r2") == "2 trials, 1 failed; best r2 0.5 by a; ensemble 0.75"
    assert summarise(make(), clock()).counts("r2") == "0 trials, 0 failed"


def test_the_time_left_is_said_where_there_is_a_limit(make):
    assert summarise(make(), clock(10, seconds=100)).time() == "1:29 left"
    assert summarise(make(), clock(10)).time() == "10.0 s so far"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (59.94, "59.9 s"), (60, "1:00"), (3599, "59:59"), (3600, "1:00:00")],
)
def test_durations_are_written_as_people_do(seconds, text):
    assert seconds_text(seconds) == text
    assert seconds_text(float("inf")) == "no limit"
