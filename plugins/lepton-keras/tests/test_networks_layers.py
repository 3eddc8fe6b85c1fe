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


@pytest.fixture
def pictures():
    return np.random.default_rng(0).uniform(0, 1, (20, 6, 8, 2)).astype(np.float32)


def test_images_are_as_they_are_in_prediction(layers, pictures):
    found = layers.Varied(0.2, 0.1, 0.1, mirror=True)(pictures, training=False)

    np.testing.assert_array_equal(plain(found), pictures)


def test_each_image_is_mirrored_or_not(layers, pictures):
    found = plain(layers.Varied(mirror=True)(pictures, training=True))

    same = [np.allclose(f, p, atol=1e-5) for f, p in zip(found, pictures, strict=True)]
    mirrored = [
        np.allclose(f, p[:, ::-1], atol=1e-5) for f, p in zip(found, pictures, strict=True)
    ]
    assert all(one != other for one, other in zip(same, mirrored, strict=True))
    assert 0 < sum(mirrored) < len(pictures)


@pytest.mark.parametrize("how", [{"shift": 0.2}, {"turn": 0.1}, {"zoom": 0.2}])
def test_images_are_moved_but_not_far(layers, how):
    rows, columns = np.mgrid[:21.0, :21.0]
    there = np.exp(-((rows - 10) ** 2 + (columns - 16) ** 2) / 8).astype(np.float32)
    pictures = np.repeat(there[None, ..., None], 30, axis=0)

    found = plain(layers.Varied(**how)(pictures, training=True))[..., 0]

    assert np.abs(found - there).max() > 0.05
    places = np.array([np.unravel_index(f.argmax(), f.shape) for f in found])
    assert len(np.unique(places, axis=0)) > 1
    assert np.abs(places - (10, 16)).max() <= 5


def test_a_model_that_varies_images_is_the_same_from_a_file(layers, pictures):
    import keras

    image = keras.Input((6, 8, 2))
    model = keras.Model(image, layers.Varied(0.1, 0.2, 0.3, mirror=True)(image))

    again = SavedModel.__new__(SavedModel)
    again.__dict__.update(SavedModel(model).__getstate__())

    layer = again.model.layers[1]
    assert (layer.shift, layer.turn, layer.zoom, layer.mirror) == (0.1, 0.2, 0.3, True)
    np.testing.assert_array_equal(plain(again.model(pictures)), pictures)


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
