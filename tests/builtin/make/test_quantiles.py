"""Estimators of quantiles."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.dummy import DummyRegressor
from threadpoolctl import threadpool_limits

from lepton_automl.builtin.make import quantiles
from lepton_automl.builtin.make.quantiles import EachQuantile, NeighborQuantiles, row_quantiles
from lepton_automl.builtin.quantile_metrics import d2_pinball

RNG = np.random.default_rng(0)
LEVELS = (0.05, 0.5, 0.95)
X = RNG.uniform(-2, 2, size=(600, 2))
SPREAD = 0.2 + np.abs(X[:, 0])
Y = 3 * X[:, 1] + SPREAD * RNG.normal(size=600)


@pytest.mark.parametrize(
    "model",
    [
        quantiles.boosting_quantiles(outputs=LEVELS, random_state=0, n_rows=600),
        quantiles.linear_quantiles(0.001, outputs=LEVELS),
        quantiles.k_neighbors_quantiles(outputs=LEVELS, n_rows=600),
    ],
    ids=["boosting", "linear", "neighbours"],
)
def test_quantiles_hold_the_share_of_rows_that_they_say(model):
    with threadpool_limits(1):
        model.fit(X[:400], Y[:400])
    said = model.predict(X[400:])
    assert said.shape == (200, 3)
    assert (np.diff(said, axis=1) >= 0).all()
    assert (Y[400:, None] <= said).mean(axis=0) == pytest.approx(LEVELS, abs=0.12)
    assert d2_pinball(Y[400:], said, outputs=LEVELS) > 0.4


def test_the_spread_follows_the_rows():
    model = NeighborQuantiles(60, outputs=LEVELS).fit(X, Y)
    narrow, wide = model.predict([[0.0, 0.0], [2.0, 0.0]])
    assert wide[2] - wide[0] > 2 * (narrow[2] - narrow[0])


def test_each_level_has_its_own_estimator():
    model = EachQuantile(DummyRegressor(strategy="quantile"), (0.25, 0.75))
    model.fit(X, Y)
    assert [e.quantile for e in model.estimators_] == [0.25, 0.75]
    assert model.predict(X[:1])[0] == pytest.approx(np.quantile(Y, [0.25, 0.75]), abs=0.02)
    assert clone(model).outputs == (0.25, 0.75)


def test_weights_move_the_quantiles():
    weight = np.where(np.median(Y) < Y, 9.0, 1.0)
    plain = quantiles.constant_quantiles((0.5,)).fit(X, Y)
    heavy = quantiles.constant_quantiles((0.5,)).fit(X, Y, sample_weight=weight)
    assert heavy.predict(X[:1]) > plain.predict(X[:1])


def test_row_quantiles_are_numpys_where_weights_are_equal():
    values = RNG.normal(size=(5, 40))
    found = row_quantiles(values, (0.25, 0.5), np.ones((5, 40)))
    expected = np.quantile(values, (0.25, 0.5), axis=1, method="hazen").T
    assert found == pytest.approx(expected)


def test_row_quantiles_go_where_the_weight_is():
    found = row_quantiles(np.array([[0.0, 10.0]]), (0.5,), np.array([[1.0, 99.0]]))
    assert found[0, 0] > 9
