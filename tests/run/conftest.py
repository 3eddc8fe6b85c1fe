"""A small run: numbers from numbers, two folds, a folder on disk."""

import numpy as np
import pytest
from toy_plugins import faulty, odd

from lepton_automl.plugin import EstimatorSpec, Registry
from lepton_automl.resample import Splits
from lepton_automl.run import Plan
from lepton_automl.score import make_score
from lepton_automl.task import Data, Input, Schema, Task

REGISTRY = Registry(load_installed=False)


def specs():
    """Return a spec for each of the odd and faulty estimators."""
    classes = (odd.Mean, odd.Noisy)
    found = [EstimatorSpec(c.__name__.lower(), c, {"regression"}) for c in classes]
    found += faulty.ALL
    claims = {"validation", "deadline", "sample_weight", "missing"}
    found.append(EstimatorSpec("steps", odd.Steps, {"regression"}, handles={"pruning"}))
    found.append(EstimatorSpec("claims", odd.Claims, {"regression"}, handles=claims))
    return {spec.name: spec for spec in found}


@pytest.fixture
def make_plan():
    """Return a function that makes a plan of 40 rows and two folds."""

    def make(**changes):
        rng = np.random.default_rng(0)
        X = rng.normal(size=(40, 3))
        task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=40)
        values = {
            "task": task,
            "data": Data(X, X[:, 0]),
            "splits": Splits.of([(range(20, 40), range(20)), (range(20), range(20, 40))]),
            "task_spec": REGISTRY.tasks["regression"],
            "kinds": REGISTRY.kinds,
            "specs": specs(),
            "score": make_score("r2", REGISTRY.tasks["regression"], REGISTRY),
        }
        return Plan(**{**values, **changes})

    return make
