"""The plan of a run follows from the data, the arguments and the folder."""

import numpy as np
import pytest

from lepton_automl.errors import InputError
from lepton_automl.intake import take
from lepton_automl.run import RunFolder, Workers
from lepton_automl.search import make_plan

X = np.random.default_rng(0).normal(size=(60, 3))


@pytest.fixture
def taken(registry):
    return (*take(X, X[:, 0], registry=registry), registry)


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path / "run")
    yield folder
    folder.close()


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
