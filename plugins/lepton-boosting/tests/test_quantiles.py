"""XGBoost and CatBoost learn all levels of quantiles in the same trees."""

import pickle

import numpy as np
import pytest
from lepton_boosting import CatBoostRegressor, XGBoostRegressor
from sklearn.metrics import mean_pinball_loss

from lepton_automl import LeptonAutoML

LEARNERS = [CatBoostRegressor, XGBoostRegressor]
LEVELS = (0.1, 0.5, 0.9)
RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(1, 3, size=(3000, 2))
Y = 1000 + X[:, 0] * RANDOM.normal(size=3000)  # the first column says how uncertain it is
TRAIN, HELD = slice(0, 2000), slice(2000, 3000)


@pytest.mark.parametrize("learner", LEARNERS)
def test_as_many_rows_lie_below_as_the_levels_say(learner):
    model = learner(outputs=LEVELS, random_state=0).fit(X[TRAIN], Y[TRAIN])
    found = model.predict(X[HELD])
    assert found.shape == (1000, 3)
    assert (np.diff(found, axis=1) >= 0).all()
    below = (Y[HELD][:, None] <= found).mean(axis=0)
    assert below == pytest.approx(LEVELS, abs=0.06)
    width = found[:, 2] - found[:, 0]
    assert np.corrcoef(width, X[HELD][:, 0])[0, 1] > 0.8


@pytest.mark.parametrize("learner", LEARNERS)
def test_it_stops_where_rows_watched_are_predicted_no_better(learner):
    model = learner(outputs=LEVELS, learning_rate=0.3, random_state=0)
    model.fit(X[TRAIN], Y[TRAIN], X_val=X[HELD], y_val=Y[HELD])
    assert model.refit_params_["n_estimators"] < 300
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.predict(X[HELD]), model.predict(X[HELD]))


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_level_is_a_column(learner):
    model = learner(outputs=(0.9,), n_estimators=50, random_state=0).fit(X[TRAIN], Y[TRAIN])
    found = model.predict(X[HELD])
    assert found.shape == (1000, 1)
    assert (Y[HELD] <= found[:, 0]).mean() == pytest.approx(0.9, abs=0.06)
    assert model.predict(X[:1]).shape == (1, 1)


@pytest.mark.parametrize("learner", LEARNERS)
def test_where_nothing_can_be_learned_it_predicts_the_quantiles_of_y(learner):
    found = learner(outputs=LEVELS, random_state=0).fit(X, np.full(3000, 7.0)).predict(X[:2])
    assert found == pytest.approx(np.full((2, 3), 7.0))


def test_catboost_predicts_the_weighted_quantiles_where_all_columns_are_constant():
    y, weight = np.repeat([0.0, 10.0], 50), np.repeat([9.0, 1.0], 50)
    model = CatBoostRegressor(outputs=(0.5, 0.95)).fit(np.ones((100, 1)), y, weight)
    assert model.predict(np.ones((1, 1))) == pytest.approx(np.array([[0.0, 10.0]]))


def test_a_search_for_quantiles_takes_both_and_is_better_than_the_baseline():
    automl = LeptonAutoML(
        quantiles=LEVELS,
        estimators=["xgboost", "catboost"],
        n_trials=3,
        cv=2,
        random_state=0,
        verbose=0,
    ).fit(X[TRAIN], Y[TRAIN])
    assert {"xgboost", "catboost"} <= set(automl.leaderboard()["estimator"])
    found, usual = automl.predict(X[HELD]), np.quantile(Y[TRAIN], LEVELS)
    for column, level in enumerate(LEVELS):
        most = 1.01 if level == 0.5 else 0.97  # the median is the same everywhere
        lost = mean_pinball_loss(Y[HELD], found[:, column], alpha=level)
        constant = np.full(1000, usual[column])
        assert lost < most * mean_pinball_loss(Y[HELD], constant, alpha=level)
