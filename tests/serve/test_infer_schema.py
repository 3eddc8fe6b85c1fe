"""The schemas of inference requests and responses: a model's own tensors."""

from __future__ import annotations

import copy
from types import SimpleNamespace

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from serve.conftest import Client

from lepton_automl.plugin import Input, Task
from lepton_automl.serve.infer_schema import example, request_schema, response_schema
from lepton_automl.serve.signature import Signature
from lepton_automl.task import Schema

OUTPUTS = {"predict": np.array(["no"], dtype=object), "predict_proba": np.zeros((1, 2))}


def engine(signature, **outputs):
    """Return what the schemas need of an engine."""
    return SimpleNamespace(name="m", signature=signature, outputs=outputs or OUTPUTS)


@pytest.fixture
def numbers():
    """What a model of two columns of numbers takes; a third was left out."""
    inputs = (Input("b", "number"), Input("a", "number"))
    schema = Schema("table", inputs, ("b", "a", "c"), left_out=(("c", "is constant"),))
    return Signature(Task("regression", schema, 9))


def fits(schema, value):
    """Tell whether a value is of a schema, which is itself well made."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(value)


def changed(request, name, **more):
    """Return a request with one input changed."""
    request = copy.deepcopy(request)
    (one,) = (tensor for tensor in request["inputs"] if tensor["name"] == name)
    one.update(more)
    return request


def test_a_request_has_the_models_own_columns(signature):
    schema, asked = request_schema(engine(signature)), example(signature)
    assert [t["name"] for t in asked["inputs"]] == ["age", "income", "town", "member", "since"]
    assert fits(schema, asked)
    assert not fits(schema, {"inputs": asked["inputs"][1:]})
    for change in (
        {"datatype": "BYTES"},
        {"data": ["text"]},
        {"shape": [1, 2]},
        {"shape": []},
        {"parameters": {"binary_data_size": -1}},
    ):
        assert not fits(schema, changed(asked, "age", **change)), change
    for change in (
        {"shape": [1, 1]},
        {"datatype": "INT8", "data": [1]},
        {"data": [None]},
        {"parameters": None},
    ):
        assert fits(schema, changed(asked, "age", **change)), change


def test_outputs_are_the_models_own(signature):
    schema, asked = request_schema(engine(signature)), example(signature)
    wanted = [{"name": "predict_proba", "parameters": {"binary_data": True}}]
    assert fits(schema, {**asked, "outputs": wanted})
    assert not fits(schema, {**asked, "outputs": [{"name": "else"}]})


def test_columns_of_one_datatype_may_come_side_by_side(numbers):
    schema = request_schema(engine(numbers))
    matrix = {"name": "x", "shape": [2, 3], "datatype": "FP32", "data": [1, 2, 3, 4, 5, 6]}
    assert fits(schema, {"inputs": [matrix]})
    assert not fits(schema, {"inputs": [{**matrix, "shape": [3, 2]}]})
    assert fits(schema, example(numbers))


def test_columns_without_a_datatype_in_common_come_one_by_one(signature):
    assert "anyOf" not in request_schema(engine(signature))["properties"]["inputs"]


def test_an_array_is_one_tensor(array_signature):
    schema = request_schema(engine(array_signature))
    assert example(array_signature)["inputs"][0]["shape"] == [1, 3]
    assert fits(schema, example(array_signature))
    assert not fits(schema, changed(example(array_signature), "input", shape=[1, 4]))


def test_objects_may_be_of_any_shape():
    objects = Signature(Task("regression", Schema("object", (Input(None, "image"),)), 9))
    assert example(objects) is None
    pictures = {"name": "x", "shape": [1, 8, 8, 3], "datatype": "UINT8", "data": [0] * 192}
    assert fits(request_schema(engine(objects)), {"inputs": [pictures]})


def test_a_long_example_is_left_out():
    inputs = tuple(Input(f"x{i}", "number") for i in range(1001))
    columns = tuple(i.name for i in inputs)
    assert example(Signature(Task("regression", Schema("table", inputs, columns), 9))) is None


@pytest.mark.parametrize("model", ["people", "sums"])
def test_the_example_is_answered_as_the_schema_says(client: Client, model):
    document = client("/openapi.json").json
    post = document["paths"][f"/v2/models/{model}/infer"]["post"]
    reply = client(
        f"/v2/models/{model}/infer",
        post["requestBody"]["content"]["application/json"]["example"],
    )
    assert reply.status == 200, reply.content
    assert fits(document["components"]["schemas"][f"{model}.response"], reply.json)


def test_a_response_with_other_outputs_does_not_fit(signature):
    schema = response_schema(engine(signature))
    output = {"name": "predict", "shape": [1], "datatype": "BYTES", "data": ["no"]}
    response = {"model_name": "m", "model_version": "1", "outputs": [output]}
    assert fits(schema, response)
    for change in ({"datatype": "FP64"}, {"shape": [1, 1]}, {"name": "else"}):
        assert not fits(schema, {**response, "outputs": [{**output, **change}]})
    assert not fits(schema, {**response, "model_name": "another"})
