"""The plain way in: rows as JSON or CSV."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from serve.conftest import ROW

PATH = "/models/people/predict"


def records(table):
    """Return a table as JSON has it."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_rows_are_answered_as_the_local_model_does(client, local, people_table):
    found = client(f"{PATH}?proba=true", records(people_table)).json
    assert found["model"] == "people"
    assert found["classes"] == ["no", "yes"]
    assert found["predictions"] == local.predict(people_table).tolist()
    expected = local.predict_proba(people_table)
    np.testing.assert_allclose(found["probabilities"], expected, rtol=1e-12)


def test_csv_is_answered_the_same(client, local, people_table):
    text = people_table.to_csv(index=False).encode()
    reply = client(
        f"{PATH}?proba", text, Content_Type="text/csv; charset=utf-8", Accept="text/csv"
    )
    assert reply.headers["content-type"].startswith("text/csv")
    found = pd.read_csv(io.BytesIO(reply.content))
    assert list(found) == ["bought", "bought=no", "bought=yes"]
    assert found["bought"].tolist() == local.predict(people_table).tolist()


def test_without_asking_there_are_no_probabilities(client):
    assert set(client(PATH, ROW).json) == {"model", "version", "predictions"}


def test_an_array_model_takes_arrays(client):
    found = client("/models/sums/predict", [[1, 2, 3], [0, 0, 0]]).json
    assert np.round(found["predictions"], 9).tolist() == [6.0, 0.0]


def test_several_models_have_no_plain_address(client):
    reply = client("/predict", ROW)
    assert reply.status == 404
    assert "several models: 'people', 'sums'" in reply.error


def test_the_models_are_listed_and_described(client, people_task):
    listed = client("/models").json["models"]
    assert [(m["name"], m["task"]) for m in listed] == [
        ("people", "binary"),
        ("sums", "regression"),
    ]
    found = client("/models/people").json
    assert found["task"]["schema"]["columns"] == list(people_task.schema.columns)
    assert found["target"] == "bought"
    assert found["fields"][2] == {
        "name": "town",
        "kind": "category",
        "types": ["string", "number", "boolean"],
    }


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "said"),
    [
        (PATH, {**ROW, "age": "x"}, {}, 422, "Column 'age' must hold a number"),
        (PATH, {**ROW, "since": "x"}, {}, 422, "Column 'since' must hold a date"),
        (PATH, b'[{"age": NaN}]', {}, 400, "not JSON"),
        (PATH, b'[{"age": Infinity}]', {}, 400, "not JSON"),
        (PATH, b"age\n1\n", {"Content_Type": "text/csv"}, 422, "The CSV lacks 4 columns"),
        (PATH, ROW, {"Content_Type": "application/xml"}, 415, "'application/xml' is not read"),
        (PATH, b"", {}, 400, "not JSON"),
        (f"{PATH}?proba=perhaps", ROW, {}, 400, "proba='perhaps' is neither true nor false"),
        ("/models/sums/predict?proba=1", [[1, 2, 3]], {}, 422, "which has no probabilities"),
        ("/models/nobody/predict", ROW, {}, 404, "No model is named 'nobody'"),
        ("/models/nobody", None, {}, 404, "No model is named 'nobody'"),
    ],
)
def test_what_cannot_be_answered_is_told(client, path, body, headers, status, said):
    reply = client(path, body, **headers)
    assert reply.status == status
    assert said in reply.error


def test_what_curl_sends_by_default_is_taken_for_json(client):
    form = "application/x-www-form-urlencoded"
    assert client(PATH, ROW, Content_Type=form).status == 200


def test_a_refused_row_is_named(client):
    reply = client(PATH, [ROW, {**ROW, "member": "maybe"}]).json
    assert (reply["column"], reply["row"]) == ("member", 1)
