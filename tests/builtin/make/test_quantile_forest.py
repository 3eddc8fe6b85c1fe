"""Quantiles from the leaves of forests."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestRegressor

from lepton_automl.builtin.make import quantile_forest
from lepton_automl.builtin.make.quantile_forest import QuantileForest
from lepton_automl.builtin.quantile_metrics import d2_pinball

RNG = np.random.default_rng(0)
LEVELS = (0.1, 0.5, 0.9)
X = RNG.uniform(-2, 2, size=(600, 2))
Y = 3 * X[:, 1] + (0.2 + np.abs(X[:, 0])) * RNG.normal(size=600)


@pytest.mark.parametrize("name", ["random_forest", "extra_trees"])
def test_quantiles_hold_the_share_of_rows_that_they_say(name):
    build = getattr(quantile_forest, f"{name}_quantiles")
    model = build(100, min_samples_leaf=5, outputs=LEVELS, random_state=0)
    said = model.fit(X[:400], Y[:400]).predict(X[400:])
    assert said.shape == (200, 3)
    assert (np.diff(said, axis=1) >= 0).all()
    assert (Y[400:, None] <= said).mean(axis=0) == pytest.approx(LEVELS, abs=0.12)
    assert d2_pinball(Y[400:], said, outputs=LEVELS) > 0.4


def test_leaves_keep_rows_of_their_own_only():
    step = np.arange(100.0)[:, None] // 50
    y = np.r_[RNG.uniform(0, 1, 50), RNG.uniform(10, 11, 50)]
    model = QuantileForest(
        RandomForestRegressor(20, max_depth=1, random_state=0), (0.01, 0.99), 0
    ).fit(step, y)
    low, high = model.predict([[0.0], [1.0]])
    assert 0 <= low[0] < low[1] <= 1
    assert 10 <= high[0] < high[1] <= 11


def test_rows_without_weight_are_never_kept():
    y = np.r_[np.zeros(50), np.full(50, 9.0)]
    weight = np.r_[np.ones(50), np.zeros(50)]
    model = QuantileForest(RandomForestRegressor(5, random_state=0), random_state=0)
    assert model.fit(np.zeros((100, 1)), y, weight).predict([[0.0]]).max() == 0.0


def test_heavy_rows_are_kept_more_often():
    y = np.arange(100.0)
    weight = np.where(y < 50, 1.0, 9.0)
    forest = QuantileForest(
        RandomForestRegressor(50, min_samples_leaf=40, random_state=0), (0.5,), 0
    )
    X = np.zeros((100, 1))
    assert forest.fit(X, y, weight).predict([[0.0]])[0, 0] > 60


def test_the_seed_decides_all():
    model = quantile_forest.extra_trees_quantiles(10, random_state=3)
    one, other = (clone(model).fit(X, Y).predict(X) for _ in range(2))
    assert np.array_equal(one, other)
