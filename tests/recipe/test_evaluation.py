"""Scores of a predictor on rows with known targets."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from lepton_automl import load
from lepton_automl.builtin.bundled import iris
from lepton_automl.errors import InputError
from lepton_automl.recipe.evaluation import evaluate_rows
from lepton_automl.recipe.rows import Rows


@pytest.fixture(scope="module")
def predictor(outcome):
    return load(outcome.artifact)


def test_values_are_those_of_scikit_learn(predictor, registry):
    X, y = iris()
    found = evaluate_rows(predictor, Rows(X, y), ["accuracy", "neg_log_loss"], registry)
    values = found.set_index("metric")["value"]
    assert values["accuracy"] == pytest.approx(accuracy_score(y, predictor.predict(X)))
    expected = -log_loss(y, predictor.predict_proba(X), labels=predictor.classes_)
    assert values["neg_log_loss"] == pytest.approx(expected)


def test_the_baseline_stands_beside_it(predictor, registry):
    X, y = iris()
    found = evaluate_rows(predictor, Rows(X, y), ["accuracy"], registry)
    assert found["baseline"][0] == pytest.approx(1 / 3)


def test_rows_of_one_class_alone_can_be_evaluated(predictor, registry):
    X, y = iris()
    found = evaluate_rows(predictor, Rows(X[:50], y[:50]), ["accuracy"], registry)
    assert found["value"][0] > 0.9


def test_weights_count(predictor, registry):
    X, y = iris()
    right = predictor.predict(X) == y
    assert not right.all()
    rows = Rows(X, y, sample_weight=np.where(right, 1.0, 0.0))
    assert evaluate_rows(predictor, rows, ["accuracy"], registry)["value"][0] == 1.0


def test_a_metric_named_twice_counts_once(predictor, registry):
    X, y = iris()
    found = evaluate_rows(predictor, Rows(X, y), ["accuracy", "accuracy"], registry)
    assert len(found) == 1


def test_a_class_that_was_not_learned_is_named(predictor, registry):
    X, y = iris()
    with pytest.raises(InputError, match="y has 'tulip', which is none of the classes"):
        evaluate_rows(predictor, Rows(X, y.replace("setosa", "tulip")), ["accuracy"], registry)
