"""Recurrence, in one direction and in both, with and without a mask."""

import numpy as np
import pytest

KINDS = ["GRU", "LSTM"]


@pytest.mark.parametrize("kind", KINDS)
def test_recurrence_gives_the_same(kind, keras, agrees, tensor):
    layer = getattr(keras.layers, kind)
    agrees(layer(4), tensor(3, 6, 2))
    agrees(layer(4, return_sequences=True, use_bias=False), tensor(3, 6, 2))
    agrees(keras.layers.Bidirectional(layer(4)), tensor(3, 6, 2))
    agrees(keras.layers.Bidirectional(layer(4, return_sequences=True)), tensor(3, 6, 2))


def test_gates_that_reset_before_give_the_same(keras, agrees, tensor):
    agrees(keras.layers.GRU(4, reset_after=False), tensor(3, 6, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_steps_after_the_end_count_for_nothing(kind, keras, agrees, tensor):
    x, there = keras.Input((6, 2)), keras.Input((6, 1))
    layer = keras.layers.Bidirectional(getattr(keras.layers, kind)(4))
    found = layer(x, mask=keras.ops.squeeze(there, -1) > 0.5)
    ends = (np.arange(6) < np.array([[6], [1], [4]])).astype(np.float32)[:, :, None]
    agrees(keras.Model([x, there], found), tensor(3, 6, 2), ends)


def test_what_recurrence_cannot_be_is_said(keras, refuses, tensor):
    layers, x = keras.layers, tensor(2, 4, 2)
    assert "activations 'relu' and 'sigmoid'" in refuses(layers.GRU(3, "relu"), x)
    assert "merge_mode='sum'" in refuses(layers.Bidirectional(layers.GRU(3), "sum"), x)
    assert "go_backwards=True" in refuses(layers.LSTM(3, go_backwards=True), x)
    told = refuses(layers.SimpleRNN(3, name="short"), x)
    assert told.startswith("short (SimpleRNN): the layer SimpleRNN cannot be converted")
    both = refuses(layers.Bidirectional(layers.SimpleRNN(3)), x)
    assert "Use GRU or LSTM" in both
