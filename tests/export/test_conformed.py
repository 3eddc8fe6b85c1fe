"""Intervals and sets of a predictor."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor

from lepton_automl.conformal import Conformal
from lepton_automl.errors import InputError
from lepton_automl.export import Predictor
from lepton_automl.task import Input, Schema, Task

SCHEMA = Schema("array", (Input(None, "number"),))
X = np.zeros((50, 1))


def predictor(registry, task_type, conformal, classes=None):
    task = Task(task_type, SCHEMA, 50, classes, "int64")
    y = np.arange(50.0) if classes is None else np.arange(50) % 2
    model = (DummyRegressor() if classes is None else DummyClassifier(strategy="prior")).fit(
        X, y
    )
    return Predictor(model, task, registry.kinds, conformal=conformal)


def test_intervals_are_around_the_predictions(registry):
    conformal = Conformal.of("value", np.arange(50.0), np.full(50, 24.5))
    found = predictor(registry, "regression", conformal).predict_interval(X[:2], 0.8)
    assert found.tolist() == [[4.0, 45.0]] * 2


def test_sets_are_of_the_classes(registry):
    conformal = Conformal.of("probability", np.arange(50) % 2, np.full((50, 2), 0.5))
    found = predictor(registry, "binary", conformal, (0, 1)).predict_set(X[:1])
    assert found.tolist() == [[True, True]]


def test_what_a_task_has_not_is_refused_with_what_it_has(registry):
    numbers = Conformal.of("value", np.arange(50.0), np.zeros(50))
    classes = Conformal.of("probability", np.arange(50) % 2, np.full((50, 2), 0.5))
    with pytest.raises(InputError, match="A regression task has no sets. Use predict_interval"):
        predictor(registry, "regression", numbers).predict_set(X)
    with pytest.raises(InputError, match="A binary task has no intervals. Use predict_set"):
        predictor(registry, "binary", classes, (0, 1)).predict_interval(X)
    with pytest.raises(InputError, match="nothing was kept of left-out rows"):
        predictor(registry, "regression", None).predict_interval(X)
