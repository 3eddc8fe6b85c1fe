"""What left-out rows say is kept in the form that intervals and sets need."""

import numpy as np
import pytest
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble.calibrate import calibrate
from lepton_automl.ensemble.conform import conform
from lepton_automl.ensemble.predicted import Predicted
from lepton_automl.score import fast

RNG = np.random.default_rng(0)


def folds(y, said, weight=None, n_folds=5):
    return [
        Predicted(
            y[i::n_folds], said[i::n_folds], None if weight is None else weight[i::n_folds]
        )
        for i in range(n_folds)
    ]


def values(growing, n_rows=1500):
    said = RNG.uniform(0, 10, n_rows)
    return said + RNG.normal(size=n_rows) * (0.2 + said if growing else 1.0), said


def test_intervals_follow_errors_that_grow_with_the_prediction():
    y, said = values(growing=True)
    found = conform(None, folds(y, said), "value").interval(np.array([0.5, 9.0]), 0.9)
    assert np.diff(found[1])[0] > 4 * np.diff(found[0])[0]


def test_intervals_are_of_one_width_where_errors_are_of_one_size():
    y, said = values(growing=False)
    found = conform(None, folds(y, said), "value").interval(np.array([0.5, 9.0]), 0.9)
    assert np.diff(found[1])[0] == pytest.approx(np.diff(found[0])[0], rel=0.1)


@pytest.mark.parametrize("n_folds", [1, 5])
def test_few_rows_or_a_single_fold_will_do(n_folds):
    y, said = values(growing=True, n_rows=100)
    assert conform(None, folds(y, said, n_folds=n_folds), "value").knots is None


def test_predictions_without_an_error_are_no_fault():
    y = RNG.normal(size=1000)
    found = conform(None, folds(y, y), "value").interval(y[:2], 0.9)
    assert found == pytest.approx(np.column_stack([y[:2], y[:2]]))


def test_sets_are_of_the_calibrated_probabilities():
    true = RNG.uniform(0.05, 0.95, 2000)
    y = (RNG.random(2000) < true).astype(int)
    sure = true**4 / (true**4 + (1 - true) ** 4)
    said = folds(y, np.column_stack([1 - sure, sure]))
    X = RNG.normal(size=(2000, 2))
    plain = VotingClassifier([("a", LogisticRegression())], voting="soft").fit(X, y)
    tuned = calibrate(
        plain, said, np.arange(2), lambda *a: -fast.log_loss(*a), Clock(Budget(trials=1))
    )
    assert tuned is not plain
    least = {m: conform(m, said, "probability").scores[100] for m in (plain, tuned)}
    assert least[plain] < 0.03 < least[tuned]


def test_weights_are_kept():
    y, said = values(growing=False)
    found = conform(None, folds(y, said, np.arange(1.0, 1501.0)), "value")
    assert sorted(found.weights) == list(range(1, 1501))


@pytest.mark.parametrize("form", ["object", "labels", "values"])
def test_other_forms_have_neither(form):
    assert conform(None, folds(np.zeros(10), np.zeros(10)), form) is None
    assert conform(None, [], "value") is None
