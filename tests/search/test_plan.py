"""The plan of a run follows from the data, the arguments and the folder."""

from math import inf

import numpy as np
import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.intake import take
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.resample import Splits
from lepton_automl.run import RunFolder, Workers
from lepton_automl.search import make_plan, make_schedule, plan
from lepton_automl.task import Input, Schema, Task
from lepton_automl.trial import History

X = np.random.default_rng(0).normal(size=(60, 3))


@pytest.fixture
def taken(registry):
    return (*take(X, X[:, 0], registry=registry), registry)


def test_a_plan_is_written_for_workers(taken, folder):
    plan = make_plan(*taken, folder, Workers(2), random_state=3, cv=4)
    assert len(plan.splits) == 4
    assert plan.score.name == "neg_root_mean_squared_error"
    assert folder.read_plan().seed == plan.seed
    assert plan.memory > 0


def test_the_same_seed_gives_the_same_plan_and_none_gives_another(taken):
    seeds = []
    for random_state in (3, 3, None, None):
        folder = RunFolder()
        plan = make_plan(*taken, folder, Workers(1), random_state=random_state)
        seeds.append(plan.seed)
        folder.close()
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 3


def test_drawing_a_seed_leaves_the_global_state_alone(taken, folder):
    np.random.seed(0)
    expected = np.random.random()
    np.random.seed(0)
    make_plan(*taken, folder, Workers(1))
    assert np.random.random() == expected


def test_a_folder_keeps_its_seed_and_refuses_other_data(taken, folder):
    first = make_plan(*taken, folder, Workers(1))
    assert make_plan(*taken, folder, Workers(1)).seed == first.seed
    _, task, registry = taken
    other, _ = take(X, X[:, 1], registry=registry)
    with pytest.raises(InputError, match="holds a run with another data"):
        make_plan(other, task, registry, folder, Workers(1))
    with pytest.raises(InputError, match="holds a run with another metric"):
        make_plan(*taken, folder, Workers(1), scoring="r2")


@pytest.mark.parametrize(
    ("rows", "by_trials", "sample"), [(60, False, 11), (58, False, None), (60, True, None)]
)
def test_many_rows_are_looked_at_in_a_sample_first(
    registry, folder, monkeypatch, rows, by_trials, sample
):
    monkeypatch.setattr(plan, "FIRST_LOOK", 11)  # of which 45 training rows are four times
    taken = (*take(X[:rows], X[:rows, 0], registry=registry), registry)
    found = make_plan(*taken, folder, Workers(1), cv=4, by_trials=by_trials)
    assert found.sample == sample


def test_what_is_for_few_rows_may_learn_from_a_sample(registry, folder, monkeypatch):
    monkeypatch.setattr(plan, "FIRST_LOOK", 11)
    few = EstimatorSpec("few", "sklearn.linear_model:Ridge", {"regression"}, max_rows=20)
    taken = (*take(X, X[:, 0], registry=registry), registry)
    found = make_plan(*taken, folder, Workers(1), cv=4, estimators=[few, "ridge"])
    assert set(found.specs) == {"few", "ridge"}
    race = make_schedule(found, Clock(Budget(60)), 1, lambda history: {})
    ridge, small = (race._pace.seconds(Candidate.of(n), History("s", 1)) for n in found.specs)
    assert sorted([ridge < inf, small < inf]) == [False, True]


@pytest.mark.parametrize(("kind", "rows"), [("number", 11), ("image", 60)])
def test_rows_of_numbers_are_sampled_and_images_are_not(monkeypatch, kind, rows):
    monkeypatch.setattr(plan, "FIRST_LOOK", 11)
    task = Task("regression", Schema("array", (Input(None, kind, 3),)), n_rows=60)
    assert plan._first_look(task, Splits.of([(range(50), range(50, 60))])).n_rows == rows
