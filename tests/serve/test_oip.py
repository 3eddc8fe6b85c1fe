"""The Open Inference Protocol, spoken to a server over a socket."""

from __future__ import annotations

import json

import numpy as np
import pytest
from serve.conftest import ROW

import lepton_automl
from lepton_automl.serve.oip import BINARY

DATATYPES = {
    "age": "FP64",
    "income": "FP64",
    "town": "BYTES",
    "member": "BOOL",
    "since": "BYTES",
}
INPUTS = [
    {"name": name, "shape": [1], "datatype": DATATYPES[name], "data": [value]}
    for name, value in ROW.items()
]


def test_a_server_is_alive_ready_and_says_what_it_is(client):
    assert client("/v2/health/live").json == {"live": True}
    assert client("/v2/health/ready").json == {"ready": True}
    assert client("/v2").json == {
        "name": "lepton_automl",
        "version": lepton_automl.__version__,
        "extensions": ["binary_tensor_data"],
    }


def test_a_model_tells_its_tensors(client):
    found = client("/v2/models/people").json
    assert found["platform"] == "lepton_joblib"
    assert {i["name"]: i["datatype"] for i in found["inputs"]} == DATATYPES
    assert found["outputs"] == [
        {"name": "predict", "datatype": "BYTES", "shape": [-1]},
        {"name": "predict_proba", "datatype": "FP64", "shape": [-1, 2]},
    ]
    array = client("/v2/models/sums").json
    assert array["inputs"] == [{"name": "input", "datatype": "FP64", "shape": [-1, 3]}]
    assert array["outputs"] == [{"name": "predict", "datatype": "FP64", "shape": [-1]}]


def test_a_version_is_part_of_the_address(client):
    (version,) = client("/v2/models/people").json["versions"]
    base = f"/v2/models/people/versions/{version}"
    assert client(base).json["name"] == "people"
    assert client(f"{base}/ready").json == {"name": "people", "ready": True}
    assert client(f"{base}/infer", {"inputs": INPUTS}).json["model_version"] == version
    for path in ("", "/ready"):
        reply = client(f"/v2/models/people/versions/1{path}")
        assert (reply.status, "has version" in reply.error) == (404, True)
    assert client("/v2/models/people/versions/1/infer", {"inputs": INPUTS}).status == 404


def test_tensors_are_answered_by_tensors(client, local, people_table):
    asked = {"id": "7", "inputs": INPUTS, "outputs": [{"name": "predict_proba"}]}
    found = client("/v2/models/people/infer", asked).json
    assert found["id"] == "7"
    (output,) = found["outputs"]
    assert (output["shape"], output["datatype"]) == ([1, 2], "FP64")
    row = people_table.iloc[:1].assign(**{k: [v] for k, v in ROW.items()})
    np.testing.assert_allclose(output["data"], local.predict_proba(row)[0], rtol=1e-12)


def test_binary_tensors_are_answered_by_binary_tensors(client, local):
    ages = np.array([31.0]).tobytes()
    first = {**INPUTS[0], "parameters": {"binary_data_size": 8}}
    first.pop("data")
    outputs = [{"name": "predict", "parameters": {"binary_data": True}}]
    head = json.dumps({"inputs": [first, *INPUTS[1:]], "outputs": outputs}).encode()
    reply = client("/v2/models/people/infer", head + ages, **{BINARY: str(len(head))})
    length = int(reply.headers[BINARY.lower()])
    (output,) = json.loads(reply.content[:length])["outputs"]
    assert output["parameters"] == {"binary_data_size": len(reply.content) - length}
    label = reply.content[length + 4 :].decode()
    assert label in local.classes_
    assert reply.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v2/models/none/infer", {"inputs": INPUTS}, 404),
        ("/v2/models/people/infer", b"\x00garbage", 400),
        ("/v2/models/people/infer", {"inputs": INPUTS[1:]}, 422),
        ("/v2/models/people/infer", b"", 400),
    ],
)
def test_what_cannot_be_answered_is_refused_in_the_protocols_way(client, path, body, status):
    reply = client(path, body)
    assert reply.status == status
    assert isinstance(reply.json["error"], str)


def test_a_reading_method_does_not_infer(client):
    reply = client("/v2/models/people/infer")
    assert reply.status == 405
    assert reply.headers["allow"] == "POST"
