from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.datasets.bundled import cylinder_bell_funnel
from lepton_keras.sequences.convolutions import KERNELS, RandomConvolutions
from lepton_keras.sequences.intervals import IntervalStatistics
from lepton_keras.sequences.uniform import PaddedSequences, stretched
from sklearn.base import clone
from sklearn.linear_model import RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

RAGGED = [np.arange(6.0)[:, None], np.arange(12.0)[:, None], np.arange(9.0)[:, None]]
BOTH = [RandomConvolutions(252, random_state=0), IntervalStatistics()]


@pytest.mark.parametrize("numbers", BOTH, ids=lambda n: type(n).__name__)
def test_shapes_are_told_apart(numbers):
    X, y = cylinder_bell_funnel(120)
    model = make_pipeline(clone(numbers), StandardScaler(), RidgeClassifier(10.0))

    assert model.fit(X[:60], y[:60]).score(X[60:], y[60:]) > 0.9


@pytest.mark.parametrize("numbers", BOTH, ids=lambda n: type(n).__name__)
@pytest.mark.parametrize(
    "X", [RAGGED, np.zeros((3, 1, 1)), np.ones((3, 300, 4))], ids=["ragged", "one", "long"]
)
def test_any_length_and_any_channels_are_described(numbers, X):
    fitted = clone(numbers).fit(X)
    found = fitted.transform(X)

    assert found.shape == (3, len(fitted.get_feature_names_out()))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    np.testing.assert_allclose(fitted.transform(X[1:2]), found[1:2], rtol=1e-4, atol=1e-5)
    assert fitted.transform(X[:0]).shape == (0, found.shape[1])


def test_convolutions_are_shares_and_the_same_for_a_seed(rng):
    X = rng.normal(size=(7, 50, 3))
    convolutions = RandomConvolutions(500, random_state=3)

    found = convolutions.fit_transform(X)

    assert found.shape == (7, 420)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert np.array_equal(found, clone(convolutions).fit_transform(X))
    assert not np.array_equal(found, RandomConvolutions(500, random_state=4).fit_transform(X))


def test_there_are_84_patterns_with_weights_that_add_up_to_zero():
    assert len(KERNELS) == 84
    assert 3 * 2 + 6 * -1 == 0
    X = np.random.default_rng(0).normal(size=(4, 40, 1))
    flat = RandomConvolutions(84, random_state=0).fit(X)
    shifted = flat.transform(X + 100.0)[:, 1::2]  # where no step is past an end

    np.testing.assert_allclose(shifted, flat.transform(X)[:, 1::2], atol=0.05)


def test_shares_are_those_of_steps_counted_one_by_one(rng):
    rows = rng.normal(size=(3, 20, 1)).astype(np.float32)
    fitted = RandomConvolutions(84, random_state=0).fit(rows)
    padded = np.pad(rows[:, :, 0], ((0, 0), (4, 4)))
    (thresholds,) = fitted.thresholds_

    for k, kernel in enumerate(KERNELS):
        weights = np.where(np.isin(np.arange(9), kernel), 2.0, -1.0)
        met = np.array([np.correlate(row, weights, "valid") for row in padded])
        met = met[:, 4:-4] if k % 2 else met
        expected = (met > thresholds[k, 0]).mean(axis=1)
        # A threshold lies at a step's value now and then, which may be seen on either side.
        np.testing.assert_allclose(fitted.transform(rows)[:, k], expected, atol=1.01 / 12)


def test_patterns_are_as_slow_as_sequences_are_long():
    assert RandomConvolutions(random_state=0).fit(np.zeros((2, 200, 1))).dilations_.max() == 24


def test_padding_says_where_a_sequence_ends():
    padded = PaddedSequences().fit(RAGGED)
    found = padded.transform(RAGGED)

    assert found.shape == (3, 12, 1)
    assert np.isnan(found[0, 6:]).all()
    assert not np.isnan(found[1]).any()
    assert padded.transform([np.ones((50, 1))]).shape == (1, 12, 1)
    assert np.isnan(padded.transform(np.ones((2, 3, 1)))[:, 3:]).all()


def test_very_long_sequences_are_averaged():
    X = np.arange(10.0).reshape(1, 10, 1)

    found = PaddedSequences(most=4).fit(X).transform(X)

    assert found[0, :, 0].tolist() == [1.0, 4.0, 7.0, 9.0]


def test_sequences_are_stretched_along_straight_lines():
    found = stretched(RAGGED, 11)

    assert found.shape == (3, 1, 11)
    np.testing.assert_allclose(found[0, 0], np.linspace(0, 5, 11), rtol=1e-6)
