"""Convolutions and pooling, with strides, gaps and borders of all sorts."""

import itertools

import pytest

PADDINGS = ["valid", "same"]


@pytest.mark.parametrize("padding", PADDINGS)
def test_convolutions_over_time_give_the_same(padding, keras, agrees, tensor):
    for strides, apart in ((1, 1), (2, 1), (1, 2)):
        how = {"padding": padding, "strides": strides, "dilation_rate": apart}
        agrees(keras.layers.Conv1D(4, 3, activation="relu", **how), tensor(2, 9, 2))


@pytest.mark.parametrize("padding", PADDINGS)
def test_convolutions_of_images_give_the_same(padding, keras, agrees, tensor):
    for side, strides in itertools.product((7, 8), (1, 2)):
        layer = keras.layers.Conv2D(4, (3, 2), padding=padding, strides=strides)
        agrees(layer, tensor(2, side, side, 2))


def test_other_convolutions_give_the_same(keras, agrees, tensor):
    layers = keras.layers
    agrees(layers.Conv1D(4, 3, padding="causal"), tensor(2, 9, 2))
    agrees(layers.Conv2D(4, 3, groups=2, use_bias=False), tensor(2, 6, 6, 4))
    agrees(layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), tensor(2, 6, 6, 3))
    agrees(layers.DepthwiseConv1D(3), tensor(2, 9, 3))
    agrees(layers.SeparableConv2D(5, 3, padding="same", strides=2), tensor(2, 7, 7, 3))
    agrees(layers.SeparableConv1D(5, 3, depth_multiplier=2), tensor(2, 9, 3))


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_pooling_gives_the_same(kind, padding, keras, agrees, tensor):
    for size, strides in ((2, None), (3, 1), (3, 2)):
        how = {"pool_size": size, "strides": strides, "padding": padding}
        agrees(getattr(keras.layers, f"{kind}Pooling1D")(**how), tensor(2, 9, 2))
        agrees(getattr(keras.layers, f"{kind}Pooling2D")(**how), tensor(2, 7, 8, 2))


@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_pooling_of_everything_gives_the_same(kind, keras, agrees, tensor):
    agrees(getattr(keras.layers, f"Global{kind}Pooling1D")(), tensor(2, 9, 2))
    agrees(getattr(keras.layers, f"Global{kind}Pooling2D")(keepdims=True), tensor(2, 4, 5, 2))


def test_channels_first_is_refused(keras, refuses, tensor):
    layer = keras.layers.MaxPooling2D(data_format="channels_first", name="pool")
    told = refuses(layer, tensor(2, 1, 4, 4))
    assert told.startswith("pool (MaxPooling2D): data_format='channels_first' cannot")
    assert "Put channels last" in told
