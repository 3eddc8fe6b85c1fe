"""Models, and models within models."""

import numpy as np
import pytest
from lepton_onnx.graph import FLOAT, Graph
from lepton_onnx.keras.follow import followed
from lepton_onnx.keras.tables import OPERATIONS
from lepton_onnx.keras.tensor import Tensor


def test_every_converter_that_is_named_exists():
    from importlib import import_module

    for reference in OPERATIONS.values():
        module, _, name = reference.partition(":")
        assert callable(getattr(import_module(f"lepton_onnx.keras.{module}"), name))


def test_a_model_within_a_model_is_followed(keras, agrees, tensor):
    layers = keras.layers
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, "relu"), layers.Dense(2)])
    one, other = keras.Input((4,)), keras.Input((4,))
    both = layers.Concatenate()([inner(one), inner(other)])  # its weights are shared
    agrees(keras.Model([one, other], layers.Dense(2)(both)), tensor(5, 4), tensor(5, 4))


def test_inputs_may_have_names(keras, tensor):
    inputs = {name: keras.Input((2,), name=name) for name in ("second", "first")}
    found = keras.layers.Subtract()([inputs["first"], inputs["second"]])
    graph = Graph()
    given = {
        n: Tensor(graph.input(n, FLOAT, [None, 2]), (None, 2)) for n in ("first", "second")
    }
    model = keras.Model(inputs, found)
    graph.output("found", followed(model, graph, given).name, FLOAT, [None, 2])

    from lepton_onnx.model import session

    x, y = tensor(3, 2), tensor(3, 2)
    running = session(graph.model().SerializeToString())
    np.testing.assert_allclose(running.run(None, {"first": x, "second": y})[0], x - y)


def test_a_layer_that_is_not_known_is_named(keras, refuses, tensor):
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((4, 4, 1)), layers.UpSampling2D(name="larger"), layers.Flatten()]
    )
    told = refuses(model, tensor(2, 4, 4, 1))
    assert told == (
        "larger (UpSampling2D): the layer UpSampling2D cannot be converted to ONNX. Use "
        "another layer, or save the model in format 'saved_model'."
    )


def test_a_model_with_code_of_its_own_is_refused(keras):
    class Mine(keras.Model):
        def call(self, x):
            return x

    graph = Graph()
    with pytest.raises(Exception, match=r"\(Mine\): a model with code of its own"):
        followed(Mine(), graph, Tensor("x", (None, 2)))


def test_halves_are_refused(keras, refuses, tensor):
    layer = keras.layers.Dense(2, dtype="mixed_bfloat16", name="half")
    assert "half (Dense): computing in bfloat16" in refuses(layer, tensor(2, 3))
