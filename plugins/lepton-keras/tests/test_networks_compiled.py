"""Models are given AdamW; targets have the form that a model's own loss takes."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.compiled import compiled, suited
from lepton_keras.networks.rows import Rows


def model(n_outputs, loss=None):
    keras = load_keras()
    found = keras.Sequential([keras.Input((2,)), keras.layers.Dense(n_outputs)])
    if loss:
        found.compile("sgd", loss)
    return found


def test_biases_do_not_decay():
    keras, network = load_keras(), model(3)

    compiled(keras, network, "mse", 0.01, 0.1)

    weights, biases = network.trainable_variables
    decays = network.optimizer._use_weight_decay
    network.optimizer.build([weights, biases])
    assert (decays(weights), decays(biases)) == (True, False)


@pytest.mark.parametrize(
    ("n_outputs", "loss", "shape"),
    [
        (3, "categorical_crossentropy", (4, 3)),
        (3, "sparse_categorical_crossentropy", (4, 1)),
        (1, "binary_crossentropy", (4, 1)),
    ],
)
def test_targets_suit_the_loss(n_outputs, loss, shape):
    rows = Rows({"x": np.zeros((4, 2))}, np.array([0, 1, 1, 0]), n_classes=3)

    assert suited(model(n_outputs, loss), rows).as_fed()[1].shape == shape


def test_nothing_held_back_stays_nothing():
    assert suited(model(3), None) is None
