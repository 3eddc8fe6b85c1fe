"""What a fold is expected to take: measured where it can be."""

from dataclasses import replace
from math import inf

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.plugin import Cost, EstimatorSpec
from lepton_automl.search import Pace
from lepton_automl.task import Input, Schema, Task
from lepton_automl.trial import Fold

TASK = Task("binary", Schema("array", (Input(None, "number", 10),)), n_rows=1_000)
SPECS = {
    name: EstimatorSpec(name, "m:X", {"binary"}, cost=Cost(base=base, rate=0.0))
    for name, base in {"a": 1.0, "b": 10.0}.items()
}


@pytest.fixture
def pace():
    return Pace(SPECS, TASK)


def test_before_anything_is_known_the_prior_is_believed(pace, history_of):
    assert pace.seconds(Candidate.of("b"), history_of()) == 10.0


def test_priors_are_corrected_by_how_far_they_were_off(pace, history_of):
    assert pace.seconds(Candidate.of("b"), history_of(seconds=3.0, a=[0.5])) == 30.0


def test_a_family_says_it_better_than_its_prior(pace, history_of):
    history = history_of(seconds=3.0, b=[0.5])
    assert pace.seconds(Candidate.of("b", {"x": 1}), history) == 3.0


def test_folds_that_came_with_another_say_nothing_of_a_family(pace, history_of):
    history = history_of(seconds=3.0, b=[0.5])
    for index in (1, 2, 3):
        history.add(Candidate.of("b"), Fold(index, 0.5, seconds=0.0, out_of_bag=True))
    assert pace.seconds(Candidate.of("b", {"x": 1}), history) == 3.0


def test_a_candidate_says_it_best_itself(pace, history_of):
    history = history_of(seconds=3.0, b=[0.5, 0.5])
    assert pace.seconds(Candidate.of("b"), history) == 3.0


GROWS = {
    "a": EstimatorSpec("a", "m:X", {"binary"}, cost=Cost(base=0.0, rate=1e-3, columns=0.0))
}


def test_a_sample_tells_what_all_rows_will_take(history_of):
    pace = Pace(GROWS, TASK)
    history, sampled = history_of(), Candidate.of("a", rows=100)
    assert pace.seconds(sampled, history) == pytest.approx(0.1)
    for candidate, seconds in ((sampled, 3.0), (Candidate.of("a", {"x": 1}, rows=100), 7.0)):
        history.start(candidate, "opening")
        history.add(candidate, Fold(0, 0.5, seconds))
    assert pace.seconds(Candidate.of("a"), history) == pytest.approx(30.0)
    assert pace.seconds(Candidate.of("a", {"x": 2}), history) == pytest.approx(50.0)


def test_what_the_priors_made_of_a_sample_is_corrected_by_what_all_rows_took(history_of):
    grows = {"a": GROWS["a"], "b": replace(GROWS["a"], name="b")}
    history = history_of()
    for name, rows, seconds in (("a", 100, 3.0), ("a", None, 15.0), ("b", 100, 2.0)):
        history.start(Candidate.of(name, rows=rows), "opening")
        history.add(Candidate.of(name, rows=rows), Fold(0, 0.5, seconds))
    expected = Pace(grows, TASK).seconds(Candidate.of("b"), history)
    assert expected == pytest.approx(10.0)  # 20 by the priors, which were off by half


def test_all_rows_tell_it_better_than_a_sample(history_of):
    pace = Pace(GROWS, TASK)
    history = history_of(seconds=12.0, a=[0.5])
    sampled = Candidate.of("a", {"x": 1}, rows=100)
    history.start(sampled, "opening")
    history.add(sampled, Fold(0, 0.5, 3.0))
    assert pace.seconds(Candidate.of("a", {"x": 1}), history) == 12.0


def test_what_is_too_large_never_ends(history_of):
    pace = Pace(GROWS, TASK, too_large=["a"])
    assert pace.seconds(Candidate.of("a", rows=100), history_of()) == pytest.approx(0.1)
    assert pace.seconds(Candidate.of("a"), history_of()) == inf
