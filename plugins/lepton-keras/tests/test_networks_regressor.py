"""A network that predicts numbers is a regressor as scikit-learn knows them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from lepton_keras.networks.regressor import KerasRegressor
from lepton_keras.networks.table import TableNetwork
from sklearn.utils.estimator_checks import parametrize_with_checks


@pytest.fixture(scope="module")
def line():
    X = np.random.default_rng(0).normal(size=(80, 2))
    return X, 1000.0 + 50.0 * X[:, 0]


@pytest.fixture(scope="module")
def fitted(line):
    network = TableNetwork(width=16, depth=1, dropout=0.0)
    return KerasRegressor(network, epochs=40, learning_rate=0.02, random_state=0).fit(*line)


def test_values_of_any_size_are_learned(fitted, line):
    assert fitted.score(*line) > 0.9
    assert fitted.predict(line[0][:3]).shape == (3,)


def test_the_model_itself_gives_values_in_their_own_units(fitted, line):
    found = np.ravel(fitted.model_.predict_on_batch({"numbers": line[0].astype("float32")}))

    np.testing.assert_allclose(found, fitted.predict(line[0]), rtol=1e-5)


def test_several_values_and_robust_losses(line):
    X, y = line
    model = KerasRegressor(epochs=1, robust=True, random_state=0).fit(
        X, np.column_stack([y, y])
    )

    assert model.predict(X).shape == (80, 2)


def test_rows_far_out_are_predicted_near_what_was_seen(fitted, line):
    y = line[1]
    far = np.array([[1e4, 0.0], [-1e4, 0.0]])
    expected = [y.max() + np.ptp(y) / 4, y.min() - np.ptp(y) / 4]

    for model in (fitted, pickle.loads(pickle.dumps(fitted))):
        np.testing.assert_allclose(model.predict(far), expected, rtol=1e-6)


def test_each_of_several_values_has_its_own_bounds(line):
    X, y = line
    both = np.column_stack([y, -3 * y])
    model = KerasRegressor(epochs=20, learning_rate=0.02, random_state=0).fit(X, both)
    found = model.predict(np.array([[1e4, 0.0], [-1e4, 0.0]]))

    quarter = np.ptp(both, axis=0) / 4
    assert (found <= both.max(axis=0) + quarter + 1e-3).all()
    assert (found >= both.min(axis=0) - quarter - 1e-3).all()


def test_where_more_rows_may_come_nothing_is_bounded(line):
    X, y = line
    model = KerasRegressor(TableNetwork(width=8, depth=1), learning_rate=0.02, random_state=0)
    for _ in range(20):
        model.partial_fit(X, y)

    assert np.ptp(model.predict([[1e4, 0.0], [-1e4, 0.0]])) > 10 * np.ptp(y)


def test_pieces_are_scaled_as_the_first(line):
    X, y = line
    model = KerasRegressor(TableNetwork(width=8, depth=1), batch_size=8, random_state=0)

    for _ in range(2):
        model.partial_fit(X, y)

    assert 800 < model.predict(X).mean() < 1200


UNEQUAL = {
    "check_sample_weight_equivalence_on_dense_data": "rows are drawn in batches: a row twice "
    "is seen twice an epoch, one of weight 2 once"
}


@pytest.mark.slow
@parametrize_with_checks(
    [KerasRegressor(epochs=30, learning_rate=0.02)], expected_failed_checks=lambda _: UNEQUAL
)
def test_it_keeps_the_promises_of_scikit_learn(estimator, check):
    check(estimator)
