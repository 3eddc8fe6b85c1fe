"""Somebody's own model is an estimator, and is left alone."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from lepton_keras.face.wrap import Remade, wrap
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.classifier import KerasClassifier

from lepton_automl.plugin import InputError


def plain(n_outputs=3, activation="softmax"):
    keras = load_keras()
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(n_outputs, activation)])


def test_each_fit_begins_anew_and_leaves_the_model_alone(rng):
    model = plain()
    before = model.get_weights()[0].copy()
    X, y = rng.normal(size=(40, 4)), np.arange(40) % 3

    found = wrap(model, epochs=2, random_state=0).fit(X, y)

    assert found.predict_proba(X).shape == (40, 3)
    np.testing.assert_array_equal(model.get_weights()[0], before)


def test_a_model_travels_without_its_weights():
    again = pickle.loads(pickle.dumps(Remade(plain())))

    assert again((4,), 3).output_shape == (None, 3)
    assert repr(again) == "<a model of 3 outputs>"


def test_a_last_layer_that_does_not_fit_is_told():
    with pytest.raises(ValueError, match="has 3 outputs, and the data need 5. Give its last"):
        Remade(plain())((4,), 5)
    assert Remade(plain(1, "sigmoid"))((4,), 2).output_shape == (None, 1)


def test_values_are_predicted_on_request(rng):
    X = rng.normal(size=(30, 4))

    found = wrap(plain(1, None), task="regression", epochs=1).fit(X, X[:, 0])

    assert found.predict(X).shape == (30,)


def test_what_a_search_is_told_comes_from_the_models_input():
    keras = load_keras()
    images = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()])

    assert wrap(images).lepton_spec().accepts == {"image"}
    grey = keras.Sequential([keras.Input((8, 8)), keras.layers.Flatten()])
    assert wrap(grey).lepton_spec().accepts == {"image", "sequence"}
    assert wrap(plain()).lepton_spec().accepts == {"number"}
    assert wrap(plain).lepton_spec().accepts == {"number", "sequence", "image"}


@pytest.mark.parametrize("wrong", ["model", 3])
def test_what_is_no_model_is_refused(wrong):
    with pytest.raises(InputError, match="takes a Keras model, or a function"):
        wrap(wrong)
    with pytest.raises(InputError, match="task is 'ranking'"):
        wrap(plain, task="ranking")


def test_a_model_of_unknown_shape_is_refused():
    keras = load_keras()

    with pytest.raises(InputError, match=r"Begin it with layers.Input\(shape\)"):
        wrap(keras.Sequential([keras.layers.Dense(2)]))


def test_the_estimator_is_ours():
    assert isinstance(wrap(plain), KerasClassifier)
