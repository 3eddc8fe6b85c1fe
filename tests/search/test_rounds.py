"""Rounds: what is done next depends on scores alone, never on who finished first."""

import random

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.run import BASELINE
from lepton_automl.search import Proposer, Rounds
from lepton_automl.space import Float
from lepton_automl.trial import Fold, History

BOOK = [Candidate.of("a", {"x": x}) for x in (0.1, 0.5, 0.9, 0.3, 0.7, 0.2)]
SPACE = {"a": {"x": Float(0.0, 1.0)}}


def play(n_trials, n_workers, seed=0, history=None, stop_after=None):
    """Run a schedule with workers that finish in a random order; return all that happened."""
    shuffled = random.Random(seed)
    schedule = Rounds(BOOK, Proposer(SPACE, 0), n_trials)
    if history is None:
        history = History("score", 3)
        history.start(BASELINE, "baseline")
        for index in range(3):
            history.add(BASELINE, Fold(index, 0.0))
    running, done = [], []
    while True:
        while len(running) < n_workers:
            step = schedule.next(history, {(s.candidate, s.index) for s in running})
            if step is None:
                break
            history.start(step.candidate, step.origin)
            running.append(step)
        if not running or (stop_after is not None and len(done) >= stop_after):
            return history, done
        step = running.pop(shuffled.randrange(len(running)))
        score = step.candidate.params["x"] + 0.01 * step.index
        reports = ((1, score),) if step.index == 0 else ()
        met = {"rivals": [reports[0][1] for reports in step.rivals]}
        history.add(step.candidate, Fold(step.index, score, refit_params=met, reports=reports))
        done.append((step.candidate, step.index))


def outcome(history):
    return [
        (t.candidate, t.origin, [(f.index, f.refit_params) for f in t.folds]) for t in history
    ]


def test_every_trial_is_counted():
    history, _ = play(n_trials=11, n_workers=1)
    assert len(history) == 1 + 11
    assert [t.origin for t in history][1:] == ["opening"] * 6 + ["search"] * 5


def test_the_opening_is_cut_to_the_trials():
    history, _ = play(n_trials=2, n_workers=1)
    assert [t.candidate for t in history][1:] == BOOK[:2]


def test_the_better_half_gets_all_folds_and_the_others_one():
    history, _ = play(n_trials=6, n_workers=1)
    folds = {t.candidate.params["x"]: len(t.folds) for t in list(history)[1:]}
    assert folds == {0.9: 3, 0.7: 3, 0.5: 3, 0.3: 1, 0.2: 1, 0.1: 1}


@pytest.mark.parametrize("n_workers", [2, 3, 7])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_outcome_is_the_same_with_any_workers_in_any_order(n_workers, seed):
    expected, _ = play(n_trials=14, n_workers=1)
    found, _ = play(n_trials=14, n_workers=n_workers, seed=seed)
    assert outcome(found) == outcome(expected)


@pytest.mark.parametrize("stop_after", [0, 1, 5, 9, 14, 20, 26])
def test_a_killed_run_goes_on_to_the_same_outcome_and_repeats_nothing(stop_after):
    expected, _ = play(n_trials=14, n_workers=1)
    killed, before = play(n_trials=14, n_workers=2, seed=3, stop_after=stop_after)
    resumed, after = play(n_trials=14, n_workers=2, seed=4, history=killed)
    assert outcome(resumed) == outcome(expected)
    assert not set(before) & set(after)


def test_a_candidate_is_compared_with_those_of_earlier_rounds_alone():
    history, _ = play(n_trials=14, n_workers=3)
    met = [t.folds[0].refit_params["rivals"] for t in list(history)[1:]]
    first = [candidate.params["x"] for candidate in BOOK]
    assert met[:6] == [[]] * 6
    assert met[6:10] == [first] * 4
    assert [len(rivals) for rivals in met[10:]] == [10] * 4
    assert all(f.refit_params == {"rivals": []} for t in list(history)[1:] for f in t.folds[1:])


def test_failures_end_a_trial_and_not_the_search():
    schedule = Rounds(BOOK[:2], Proposer({}, 0), 2)
    history = History("score", 3)
    first = schedule.next(history, set())
    history.start(first.candidate, first.origin)
    history.add(first.candidate, Fold(0, error="no"))
    second = schedule.next(history, set())
    assert second.candidate == BOOK[1]
    history.start(second.candidate, second.origin)
    history.add(second.candidate, Fold(0, 0.5))
    third = schedule.next(history, set())
    assert (third.candidate, third.index) == (BOOK[1], 1)


def test_rounds_end_when_nothing_new_can_be_proposed():
    schedule = Rounds([], Proposer({}, 0), 5)
    assert schedule.next(History("score", 3), set()) is None
