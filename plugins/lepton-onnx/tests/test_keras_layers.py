"""Layers with weights."""

import numpy as np


def test_dense_gives_the_same(keras, agrees, tensor):
    agrees(keras.layers.Dense(3, "tanh"), tensor(5, 4))
    agrees(keras.layers.Dense(3, use_bias=False), tensor(5, 2, 4))


def test_embeddings_are_looked_up(keras, agrees, rng):
    model = keras.Sequential([keras.Input((4,), dtype="int32"), keras.layers.Embedding(9, 3)])
    agrees(model, rng.integers(0, 9, (5, 4)))


def test_normalizations_give_the_same(keras, agrees, tensor):
    layers = keras.layers
    for layer in (
        layers.BatchNormalization(),
        layers.BatchNormalization(center=False, scale=False),
        layers.LayerNormalization(),
        layers.LayerNormalization(center=False, scale=False),
    ):
        agrees(layer, tensor(5, 4, 3))


def test_what_they_cannot_be_is_said(keras, refuses, tensor):
    masked = keras.layers.Embedding(9, 3, mask_zero=True, name="words")
    told = refuses(masked, np.zeros((2, 4), dtype=np.float32))
    assert told.startswith("words (Embedding): mask_zero=True cannot be converted to ONNX.")
    assert "Leave it out" in told
    assert "axis=1" in refuses(keras.layers.BatchNormalization(axis=1), tensor(2, 3, 4))
