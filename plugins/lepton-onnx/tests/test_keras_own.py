"""The layers of lepton-keras' own."""

import numpy as np


def test_sequences_with_ends_give_the_same(keras, agrees, tensor):
    from lepton_keras.networks.layers import MaskedPooling, Standing

    x = keras.Input((5, 2))
    steps, there = Standing([0.5, -1.0], [4.0, 0.5])(x)
    given = tensor(4, 5, 2)
    given[0, 2:] = given[1, 1:] = np.nan
    agrees(keras.Model(x, MaskedPooling()([steps, there])), given)


def test_images_are_varied_in_training_alone(keras, agrees, tensor):
    from lepton_keras.networks.layers import Varied

    x = keras.Input((6, 5, 2))
    agrees(keras.Model(x, Varied(0.2, 0.1, 0.1, mirror=True)(x)), tensor(4, 6, 5, 2))


def test_words_and_places_give_the_same(keras, agrees, rng):
    from lepton_keras.networks.layers import MaskedPooling, Places, WordMask

    words = keras.Input((6,), dtype="int32")
    read = Places()(keras.layers.Embedding(9, 3)(words))
    given = rng.integers(1, 9, (4, 6)) * (np.arange(6) < np.array([[6], [0], [2], [5]]))
    agrees(keras.Model(words, MaskedPooling()([read, WordMask()(words)])), given)
