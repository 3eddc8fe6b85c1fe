"""Attention of several heads, with and without a mask."""

import numpy as np


def attending(keras, **how):
    layer = keras.layers.MultiHeadAttention(2, 3, **how)
    x, mask = keras.Input((5, 4)), keras.Input((1, 5))
    return layer, x, mask


def test_attention_gives_the_same(keras, agrees, tensor):
    layer, x, _ = attending(keras)
    agrees(keras.Model(x, layer(x, x)), tensor(3, 5, 4))


def test_attention_without_biases_to_other_steps_gives_the_same(keras, agrees, tensor):
    layer, x, _ = attending(keras, use_bias=False, value_dim=2)
    other = keras.Input((7, 4))
    agrees(keras.Model([x, other], layer(x, other)), tensor(3, 5, 4), tensor(3, 7, 4))


def test_steps_that_a_mask_takes_out_are_not_looked_at(keras, agrees, tensor):
    layer, x, there = attending(keras)
    found = layer(x, x, attention_mask=there > 0.5)
    ends = (np.arange(5) < np.array([[5], [1], [3]])).astype(np.float32)[:, None, :]
    agrees(keras.Model([x, there], found), tensor(3, 5, 4), ends)


def test_a_call_that_is_not_known_is_refused(keras, refuses, tensor):
    layer, x, _ = attending(keras, name="look")
    told = refuses(keras.Model(x, layer(x, x, use_causal_mask=True)), tensor(3, 5, 4))
    assert told.startswith("look (MultiHeadAttention): a call with use_causal_mask cannot")
