"""Budgets are checked, and the schedule follows from them."""

import numpy as np
import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.errors import InputError
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.resample import Splits
from lepton_automl.run import Plan
from lepton_automl.search import Race, Rounds, check_budget, make_schedule
from lepton_automl.task import Input, Schema, Task


@pytest.mark.parametrize(
    ("time_budget", "n_trials", "words"),
    [
        (None, None, "both None"),
        (0, None, "time_budget=0 must be"),
        (-1, None, "time_budget=-1 must be"),
        ("60", None, "time_budget='60' must be"),
        (60, 0, "n_trials=0 must be"),
        (60, 1.5, "n_trials=1.5 must be"),
        (60, True, "n_trials=True must be"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(time_budget, n_trials, words):
    with pytest.raises(InputError, match=words):
        check_budget(time_budget, n_trials)


def test_numpys_numbers_are_numbers():
    assert check_budget(np.int64(20), np.int32(5)) == Budget(20.0, 5)


@pytest.mark.parametrize(
    ("budget", "kind"), [(Budget(60), Race), (Budget(60, 5), Rounds), (Budget(None, 5), Rounds)]
)
def test_trials_make_rounds_and_time_makes_a_race(registry, budget, kind):
    spec = EstimatorSpec("r", "sklearn.linear_model:Ridge", {"regression"})
    task = Task("regression", Schema("array", (Input(None, "number", 2),)), n_rows=10)
    kinds = registry.kinds
    plan = Plan(task, None, Splits(()), registry.tasks["regression"], kinds, {"r": spec}, None)
    assert type(make_schedule(plan, Clock(budget), 1, lambda h: {})) is kind
