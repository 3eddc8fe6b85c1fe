"""Layers that move numbers about."""

import pytest

LAYERS = [
    ("Flatten", {}, (3, 4, 2)),
    ("Reshape", {"target_shape": (2, -1)}, (3, 4)),
    ("Reshape", {"target_shape": (6, 2)}, (3, 4)),
    ("Permute", {"dims": (2, 1)}, (3, 4)),
    ("RepeatVector", {"n": 3}, (4,)),
    ("ZeroPadding1D", {"padding": (1, 2)}, (3, 2)),
    ("ZeroPadding2D", {"padding": ((1, 2), (0, 3))}, (3, 4, 2)),
    ("Dropout", {"rate": 0.5}, (4,)),
    ("RandomFlip", {}, (4, 4, 1)),
    ("RandomErasing", {}, (4, 4, 1)),
]


@pytest.mark.parametrize(("name", "how", "shape"), LAYERS, ids=[row[0] for row in LAYERS])
def test_a_layer_gives_the_same(name, how, shape, keras, agrees, tensor):
    agrees(getattr(keras.layers, name)(**how), tensor(5, *shape))


def test_operations_give_the_same(keras, agrees, tensor):
    x = keras.Input((3, 1))
    turned = keras.ops.transpose(x, (0, 2, 1))
    joined = keras.layers.Concatenate()(
        [keras.ops.squeeze(x, -1), keras.ops.squeeze(turned, 1)]
    )
    agrees(keras.Model(x, joined), tensor(5, 3, 1))


def test_channels_first_is_refused(keras, refuses, tensor):
    layer = keras.layers.ZeroPadding2D(data_format="channels_first")
    assert "data_format='channels_first'" in refuses(layer, tensor(2, 1, 3, 3))
