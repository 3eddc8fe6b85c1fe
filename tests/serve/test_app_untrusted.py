"""What clients send is data: nothing of it is run, opened or fetched."""

from __future__ import annotations

import json
import os
import pickle
import struct

import joblib
import numpy as np
import pytest
from serve.conftest import ROW, Client

from lepton_automl.serve import running

INFER = "/v2/models/people/infer"


class Evil:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return open, (str(self.mark), "w")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where a mark would be left."""
    return tmp_path_factory.mktemp("untrusted")


@pytest.fixture(scope="module")
def asked(people):
    """Ask a server of one model."""
    with running(people) as url:
        yield Client(url)


@pytest.fixture(autouse=True)
def nothing_is_run(monkeypatch):
    """Whatever would run what was sent fails the test: the server is in this process."""
    for module, name in ((pickle, "loads"), (pickle, "load"), (joblib, "load"), (os, "system")):
        monkeypatch.setattr(module, name, lambda *a, **k: pytest.fail("it was run"))


def codes(mark):
    """Return texts that a careless program would run, open or fetch."""
    return [
        f"__import__('pathlib').Path({str(mark)!r}).touch()",
        f"{{{{ ''.__class__.__mro__ }}}}$(touch {mark})`touch {mark}`",
        f"=cmd|'/c touch {mark}'!A1",
        f"!!python/object/apply:os.system ['touch {mark}']",
        f"file://{mark}",
        f"{mark}",
        "@" + "a" * 50 + " | backtick `@x`",
    ]


def tensors(town):
    """Return an inference request whose town is bytes."""
    cells = {"age": 31.0, "income": 2e4, "member": True}
    kinds = {"age": "FP64", "income": "FP64", "member": "BOOL"}
    inputs = [
        {"name": name, "shape": [1], "datatype": kinds[name], "data": [cell]}
        for name, cell in cells.items()
    ]
    data = {"town": town, "since": b"2021-05-01"}
    for name, value in data.items():
        size = {"binary_data_size": 4 + len(value)}
        inputs.append({"name": name, "shape": [1], "datatype": "BYTES", "parameters": size})
    binary = b"".join(struct.pack("<I", len(v)) + v for v in data.values())
    return json.dumps({"inputs": inputs}).encode(), binary


@pytest.mark.parametrize("way", ["json", "csv", "tensors"])
@pytest.mark.parametrize("which", range(7))
def test_a_text_is_an_unknown_category_and_nothing_else(asked, place, which, way):
    text = codes(place / "mark")[which]
    if way == "json":
        reply = asked("/predict?proba=true", {**ROW, "town": text})
    elif way == "csv":
        cell = '"' + text.replace('"', '""') + '"'
        body = f"age,income,town,member,since\n31,20000,{cell},true,2021-05-01\n".encode()
        reply = asked("/predict?proba=true", body, Content_Type="text/csv")
    else:
        head, binary = tensors(text.encode())
        reply = asked(INFER, head + binary, Inference_Header_Content_Length=str(len(head)))
    assert reply.status == 200, reply.content
    unknown = asked("/predict?proba=true", {**ROW, "town": "nowhere at all"}).json
    if way != "tensors":
        assert reply.json["probabilities"] == unknown["probabilities"]
    assert not (place / "mark").exists()


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "application/octet-stream"])
@pytest.mark.parametrize("path", ["/predict", INFER])
def test_a_pickle_is_not_read(asked, place, path, kind):
    for body in (pickle.dumps(Evil(place / "mark")), pickle.dumps(Evil(place / "mark"), 0)):
        reply = asked(path, body, Content_Type=kind)
        assert 400 <= reply.status < 500
    assert not (place / "mark").exists()


def test_a_pickle_in_a_tensor_is_no_text(asked, place):
    head, binary = tensors(pickle.dumps(Evil(place / "mark")))
    reply = asked(INFER, head + binary, Inference_Header_Content_Length=str(len(head)))
    assert reply.status == 400
    assert not (place / "mark").exists()


def test_an_array_of_objects_is_not_read(asked, place, tmp_path):
    np.save(tmp_path / "x.npy", np.array([Evil(place / "mark")]), allow_pickle=True)
    reply = asked("/predict", (tmp_path / "x.npy").read_bytes())
    assert reply.status == 400
    assert not (place / "mark").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/models/..%2f..%2fetc%2fpasswd",
        "/models/people/../../../etc/passwd",
        "/v2/models/%2e%2e/versions/1",
        "/v2/repository/models/people/load",
        "/v2/repository/index",
        "/models/people/model.joblib",
    ],
)
def test_no_address_leads_to_a_file(asked, path):
    reply = asked(path)
    assert reply.status == 404
    assert b"root:" not in reply.content
    assert asked(path, b"{}").status in (404, 405)
