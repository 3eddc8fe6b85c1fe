"""Functions that layers end with."""

import pytest
from lepton_onnx.keras.activations import PLAIN

NAMES = [*PLAIN, "gelu", "leaky_relu", "linear", "silu", "softmax"]


@pytest.mark.parametrize("name", NAMES)
def test_a_function_gives_the_same(name, keras, agrees, tensor):
    agrees(keras.layers.Activation(name), 2 * tensor(6, 5))


@pytest.mark.parametrize(
    "how", [{}, {"max_value": 1.5}, {"negative_slope": 0.1}], ids=["plain", "capped", "leaky"]
)
def test_relu_gives_the_same(how, keras, agrees, tensor):
    agrees(keras.layers.ReLU(**how), 2 * tensor(6, 5))


def test_layers_that_are_functions_give_the_same(keras, agrees, tensor):
    layers = keras.layers
    for layer in (layers.LeakyReLU(0.3), layers.ELU(0.7), layers.Softmax(axis=1)):
        agrees(layer, tensor(6, 4, 3))


def test_a_function_of_ones_own_is_refused_by_the_layers_name(keras, refuses, tensor):
    def relu(x):
        return x

    told = refuses(keras.layers.Dense(2, relu, name="mine"), tensor(3, 2))
    assert told.startswith("mine (Dense): activation 'relu' cannot be converted to ONNX.")
    assert "Use one of elu, " in told
    assert "format 'saved_model'" in told


def test_what_relu_and_softmax_cannot_be_is_said(keras, refuses, tensor):
    assert "ReLU with a threshold" in refuses(keras.layers.ReLU(threshold=1.0), tensor(3, 2))
    assert "axis=(1, 2)" in refuses(keras.layers.Softmax(axis=(1, 2)), tensor(3, 2, 2))
