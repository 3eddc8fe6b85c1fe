"""Layers on numbers, one by one or several together."""

import numpy as np
import pytest


@pytest.mark.parametrize(
    "name", ["Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"]
)
def test_two_inputs_give_the_same(name, keras, agrees, tensor):
    one, other = keras.Input((4, 3)), keras.Input((4, 3))
    found = getattr(keras.layers, name)()([one, other])
    agrees(keras.Model([one, other], found), tensor(5, 4, 3), tensor(5, 4, 3))


def test_scaling_and_its_inverse_give_the_same(keras, followed, tensor):
    scale = {"mean": [1.0, -2.0], "variance": [4.0, 0.25]}
    x = tensor(5, 2)
    for invert in (False, True):
        layer = keras.layers.Normalization(**scale, invert=invert)
        model = keras.Sequential([keras.Input((2,)), layer])
        np.testing.assert_allclose(followed(model, x), model.predict_on_batch(x), atol=1e-6)


def test_rescaling_gives_the_same(keras, agrees, tensor):
    agrees(keras.layers.Rescaling(1 / 127.5, offset=-1.0), 255 * tensor(5, 3, 3, 1))


def test_an_operation_that_is_not_known_is_refused(keras, refuses, tensor):
    x = keras.Input((4,))
    told = refuses(keras.Model(x, keras.ops.cast(x > 0.5, "float32")), tensor(5, 4))
    assert "(Cast): the layer Cast cannot be converted to ONNX." in told
