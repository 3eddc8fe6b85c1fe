"""What a fold is expected to take: measured where it can be."""

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
