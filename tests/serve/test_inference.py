"""Requests of the Open Inference Protocol -> rows, answers -> responses."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve.conftest import ANY

from lepton_automl.plugin import Input, Task
from lepton_automl.serve.inference import Inference, parse_inference, respond
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import Signature
from lepton_automl.task import Schema

OFFERED = ("predict", "predict_proba")
KINDS = {"age": "number", "income": "number", "town": "category", "member": "boolean"}
INPUTS = tuple(Input(name, kind) for name, kind in {**KINDS, "since": "datetime"}.items())
PEOPLE = Task("binary", Schema("table", INPUTS, tuple(i.name for i in INPUTS)), 9, (0, 1))
ARRAYS = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9)
COLUMNS = [
    {"name": "age", "shape": [2], "datatype": "FP64", "data": [31, None]},
    {"name": "income", "shape": [2, 1], "datatype": "INT64", "data": [[5], [6]]},
    {"name": "town", "shape": [2], "datatype": "BYTES", "data": ["Ulm", None]},
    {"name": "member", "shape": [2], "datatype": "BOOL", "data": [True, False]},
    {"name": "since", "shape": [2], "datatype": "BYTES", "data": ["2021-05-01", ""]},
]


def asked(signature, inputs=COLUMNS, **more):
    """Return what a request asks for."""
    body = json.dumps({"inputs": inputs, **more}).encode()
    return parse_inference(body, None, signature, OFFERED)


def changed(**change):
    """Return the columns with one changed."""
    return [{**c, **change} if c["name"] == change["name"] else c for c in COLUMNS]


def test_each_column_is_an_input(signature):
    rows = asked(signature).rows
    assert rows.n_rows == 2
    assert rows.numbers[:, 1].tolist() == [5.0, 6.0]
    assert np.isnan(rows.numbers[1, 0])
    assert rows.others["town"] == ["Ulm", None]
    assert rows.others["member"] == [True, False]


def test_all_outputs_are_given_unless_some_are_asked_for(signature):
    assert asked(signature).outputs == (("predict", False), ("predict_proba", False))
    one = asked(
        signature, outputs=[{"name": "predict_proba", "parameters": {"binary_data": True}}]
    )
    assert one.outputs == (("predict_proba", True),)
    every = asked(signature, parameters={"binary_data_output": True})
    assert every.outputs == (("predict", True), ("predict_proba", True))


def test_one_matrix_will_do_for_numbers():
    schema = Schema("table", (Input("b", "number"), Input("a", "number")), ("b", "a"))
    numbers = Signature(Task("regression", schema, 9))
    matrix = {"name": "input-0", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}
    rows = asked(numbers, [matrix]).rows
    assert rows.numbers.tolist() == [[1.0, 2.0]]
    assert rows.numbers.dtype == np.float32
    assert rows.key != asked(numbers, [{**matrix, "datatype": "FP64"}]).rows.key
    with pytest.raises(Refusal, match="has 3 columns, but the model needs 2: 'b', 'a'"):
        asked(numbers, [{**matrix, "shape": [1, 3], "data": [1, 2, 3]}])


def test_binary_columns_come_behind_the_json(signature):
    ages, towns = np.array([31.0, np.nan]).tobytes(), b"\3\0\0\0Ulm\0\0\0\0"
    inputs = [
        {"name": "age", "shape": [2], "datatype": "FP64",
         "parameters": {"binary_data_size": len(ages)}},
        *COLUMNS[1:2],
        {"name": "town", "shape": [2], "datatype": "BYTES",
         "parameters": {"binary_data_size": len(towns)}},
        *COLUMNS[3:],
    ]  # fmt: skip
    head = json.dumps({"inputs": inputs}).encode()
    rows = parse_inference(head + ages + towns, str(len(head)), signature, OFFERED).rows
    assert np.isnan(rows.numbers[1, 0])
    assert rows.others["town"] == ["Ulm", ""]
    with pytest.raises(Refusal, match="1 bytes follow the last binary tensor"):
        parse_inference(head + ages + towns + b"!", str(len(head)), signature, OFFERED)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (COLUMNS[1:], "lacks a column that the model needs: 'age'"),
        ([*COLUMNS, {**COLUMNS[0], "name": "x"}], "does not know: 'x'"),
        ([*COLUMNS, COLUMNS[0]], "'age' is given twice"),
        (changed(name="age", datatype="BYTES", data=["1", "2"]), "'age' is of BYTES"),
        (changed(name="since", datatype="INT64", data=[1, 2]), "a date as text is needed"),
        (changed(name="age", shape=[1], data=[1]), "different numbers of rows: 'age' has 1"),
        (changed(name="age", shape=[1, 2], data=[1, 2]), "the shape [1, 2], where [rows]"),
        (changed(name="age", shape=[0], data=[]), "'age' has no rows"),
        (changed(name="age", datatype="FP32", data=[1, 1e39]), "a finite number"),
        ([{**COLUMNS[0], "name": f"x{i}"} for i in range(10_000)], "10,000 columns"),
        ("x", "no list of \"inputs\""),
        ([], "no list of \"inputs\""),
    ],
)  # fmt: skip
def test_columns_that_do_not_fit_are_refused(signature, inputs, said):
    with pytest.raises(Refusal) as caught:
        asked(signature, inputs)
    assert said in caught.value.sentence
    assert len(caught.value.sentence) < 400


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": 3}, "The id is 3"),
        ({"outputs": [{"name": "x"}]}, "no output 'x'. The model has: predict, predict_proba"),
        ({"outputs": [3]}, "no output None"),
        ({"outputs": "x"}, "The outputs are 'x', where a list is needed"),
        ({"outputs": {}}, "The outputs are {}"),
        ({"parameters": [1]}, "The parameters are [1], where an object is needed"),
        ({"parameters": {"binary_data_output": 1}}, "binary_data_output is 1, where true or"),
        ({"outputs": [{"name": "predict", "parameters": 3}]}, "The parameters are 3"),
        (
            {"outputs": [{"name": "predict", "parameters": {"binary_data": {}}}]},
            "binary_data is {}, where true or false is needed",
        ),
        ({"outputs": [{"name": ["predict"]}]}, "no output ['predict']"),
    ],
)
def test_other_parts_that_do_not_fit_are_refused(signature, more, said):
    with pytest.raises(Refusal) as caught:
        asked(signature, **more)
    assert said in caught.value.sentence


@pytest.mark.parametrize("length", ["x", "-1", "99", "1.5", "²", ""])
def test_a_wrong_length_of_the_json_is_refused(signature, length):
    with pytest.raises(Refusal, match="Inference-Header-Content-Length"):
        parse_inference(b"{}", length, signature, OFFERED)


def test_null_says_as_much_as_nothing(signature):
    nothing = [{**column, "parameters": None} for column in COLUMNS]
    found = asked(signature, nothing, id=None, parameters=None, outputs=None)
    assert found.outputs == (("predict", False), ("predict_proba", False))
    named = [{"name": "predict", "parameters": None}]
    assert asked(signature, outputs=named).outputs == (("predict", False),)
    assert asked(signature, parameters={"unknown": 3}, outputs=[]).rows.n_rows == 2


def test_an_array_is_one_input_of_any_name(array_signature):
    matrix = {"name": "anything", "shape": [2, 3], "datatype": "FP64", "data": [[1, 2, 3]] * 2}
    assert asked(array_signature, [matrix]).rows.numbers.shape == (2, 3)
    for change, said in [
        ({"shape": [3, 2]}, "the model needs rows of 3 numbers"),
        ({"shape": [6]}, "has the shape [6]"),
        ({"shape": [0, 3], "data": []}, "has no rows"),
        ({"datatype": "BYTES", "data": ["a"] * 6}, "where numbers are needed"),
    ]:
        with pytest.raises(Refusal) as caught:
            asked(array_signature, [{**matrix, **change}])
        assert said in caught.value.sentence
    with pytest.raises(Refusal, match="one input, an array; the request has 2"):
        asked(array_signature, [matrix, {**matrix, "name": "more"}])


def test_a_response_has_what_was_asked_for_in_that_order():
    answers = {"predict": np.array(["no", "yes"], dtype=object), "predict_proba": np.eye(2)}
    rows = Rows(2)
    wanted = Inference(rows, (("predict_proba", False), ("predict", False)), "7")
    content, length = respond("m", "v", wanted, answers)
    assert length is None
    assert json.loads(content) == {
        "model_name": "m",
        "model_version": "v",
        "id": "7",
        "outputs": [
            {"name": "predict_proba", "shape": [2, 2], "datatype": "FP64",
             "data": [1.0, 0.0, 0.0, 1.0]},
            {"name": "predict", "shape": [2], "datatype": "BYTES", "data": ["no", "yes"]},
        ],
    }  # fmt: skip


def test_binary_outputs_follow_the_json():
    answers = {"predict": np.array(["no"], dtype=object), "predict_proba": np.array([[0.5]])}
    wanted = Inference(Rows(1), (("predict", True), ("predict_proba", True)), None)
    content, length = respond("m", "v", wanted, answers)
    head = json.loads(content[:length])
    assert [o["parameters"]["binary_data_size"] for o in head["outputs"]] == [6, 8]
    assert content[length:] == b"\2\0\0\0no" + np.array([0.5]).tobytes()


def test_a_number_that_json_lacks_is_null():
    content, _ = respond(
        "m",
        "v",
        Inference(Rows(1), (("predict", False),), None),
        {"predict": np.array([np.nan])},
    )
    assert json.loads(content)["outputs"][0]["data"] == [None]


SIZES = st.dictionaries(st.just("binary_data_size"), st.integers(-1, 9) | ANY)
TENSORS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from([c["name"] for c in COLUMNS]) | ANY,
        "shape": st.lists(st.integers(-1, 3), max_size=3) | ANY,
        "datatype": st.sampled_from(["FP64", "BYTES", "BOOL", "INT8"]) | ANY,
        "data": st.lists(ANY, max_size=3) | ANY,
        "parameters": SIZES | ANY,
    },
)
REQUESTS = st.fixed_dictionaries(
    {"inputs": st.lists(TENSORS | ANY, max_size=6) | ANY},
    optional={
        "id": ANY,
        "parameters": ANY,
        "outputs": st.lists(st.fixed_dictionaries({"name": st.just("predict") | ANY})) | ANY,
    },
)


@given(REQUESTS | ANY, st.binary(max_size=9), st.booleans())
def test_whatever_is_sent_is_understood_or_refused(request_, binary, is_binary):
    head = json.dumps(request_).encode()
    length = str(len(head)) if is_binary else None
    body = head + binary if is_binary else head
    for task in (PEOPLE, ARRAYS):
        try:
            found = parse_inference(body, length, Signature(task), OFFERED)
        except Refusal as refusal:
            assert refusal.status in (400, 422)
        else:
            assert found.rows.n_rows > 0
