"""Layers of our own leave out what is not there, and come back from a file."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.saved import SavedModel


@pytest.fixture(scope="module")
def layers():
    from lepton_keras.networks import layers

    return layers


def plain(tensor):
    """Return a tensor of any backend as an array."""
    return load_keras().ops.convert_to_numpy(tensor)


def test_sequences_are_scaled_and_cut_at_their_end(layers):
    nan = np.nan
    X = np.array([[[3.0], [5.0], [nan]], [[1.0], [nan], [nan]]], dtype=np.float32)

    steps, there = map(plain, layers.Standing(mean=[1.0], variance=[4.0])(X))

    np.testing.assert_allclose(np.squeeze(steps), [[1, 2, 0], [0, 0, 0]])
    assert np.squeeze(there).tolist() == [[1, 1, 0], [1, 0, 0]]


def test_what_is_not_there_is_in_no_average_and_no_maximum(layers):
    steps = np.array([[[-1.0], [-3.0], [9.0]], [[7.0], [7.0], [7.0]]], dtype=np.float32)
    there = np.array([[[1.0], [1.0], [0.0]], [[0.0], [0.0], [0.0]]], dtype=np.float32)

    found = plain(layers.MaskedPooling()([steps, there]))

    np.testing.assert_allclose(found, [[-2, -1], [0, 0]], atol=1e-6)


def test_words_are_where_codes_are(layers):
    found = plain(layers.WordMask()(np.array([[4, 1, 0]])))

    assert found.tolist() == [[[1.0], [1.0], [0.0]]]


def test_a_model_of_them_is_the_same_from_a_file(layers):
    import keras

    sequence = keras.Input((4, 2))
    x, there = layers.Standing([0.0, 1.0], [1.0, 2.0])(sequence)
    out = layers.MaskedPooling()([layers.Places()(x), there])
    model = keras.Model(sequence, out)
    X = np.random.default_rng(0).normal(size=(3, 4, 2)).astype(np.float32)
    X[0, 2:] = np.nan

    again = SavedModel.__new__(SavedModel)
    again.__dict__.update(SavedModel(model).__getstate__())

    np.testing.assert_array_equal(again.model.predict_on_batch(X), model.predict_on_batch(X))
