"""Networks for sequences: what comes after an end changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.sequence import SequenceNetwork

KINDS = ("convolution", "inception", "gru", "lstm", "attention")


def model(network):
    keras = load_keras()
    return keras.Model(*network.body(keras))


@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_an_end_does_not_count(kind):
    X = np.random.default_rng(0).normal(size=(3, 12, 2)).astype(np.float32)
    X[0, 7:] = np.nan
    network = SequenceNetwork(kind, width=8, depth=1).fit(X)
    longer = np.concatenate([X[:1], np.full((1, 12, 2), np.nan, dtype=np.float32)])
    found = model(network)

    one, other = (
        load_keras().ops.convert_to_numpy(found.predict_on_batch({"sequence": given}))
        for given in (X, longer)
    )

    assert np.isfinite(one).all()
    assert np.isfinite(other).all()
    np.testing.assert_allclose(other[0], one[0], atol=1e-5)


@pytest.mark.parametrize("kind", ["gru", "attention"])
def test_very_long_ones_are_averaged_first(kind):
    X = np.random.default_rng(0).normal(size=(2, 600, 1)).astype(np.float32)

    found = model(SequenceNetwork(kind, width=8, depth=1).fit(X))

    assert np.isfinite(found.predict_on_batch({"sequence": X})).all()


def test_an_end_that_fit_never_saw_repeats_the_last_value():
    network = SequenceNetwork().fit(np.ones((2, 4, 1)))
    X = np.array([[[1.0], [2.0], [np.nan], [np.nan]]])

    assert network.arrays(X)["sequence"].ravel().tolist() == [1, 2, 2, 2]


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"have shape \(n, steps, channels\), not \(2, 4\)"):
        SequenceNetwork().fit(np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"in fit it was \(4, 1\)"):
        SequenceNetwork().fit(np.ones((2, 4, 1))).arrays(np.ones((2, 5, 1)))
