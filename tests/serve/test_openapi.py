"""The OpenAPI document: the models' own columns, and addresses that are there."""

from __future__ import annotations

import re

from jsonschema import Draft202012Validator
from serve.conftest import ROW, Client

from lepton_automl.serve import running


def references(value):
    """Yield all that a document refers to."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_document_has_each_models_columns(client):
    schemas = client("/openapi.json").json["components"]["schemas"]
    row = schemas["people.row"]
    assert row["required"] == list(ROW)
    assert row["properties"]["age"]["type"] == ["number", "null"]
    assert row["properties"]["constant"] == {}
    assert row["additionalProperties"] is False
    assert schemas["sums.rows"]["items"]["minItems"] == 3


def test_answers_are_those_of_the_model(client):
    document = client("/openapi.json").json
    schemas, paths = document["components"]["schemas"], document["paths"]
    for model, rows in {"people": [ROW], "sums": [[1, 2, 3]]}.items():
        path = f"/models/{model}/predict"
        has_proba = bool(paths[path]["post"]["parameters"])
        assert has_proba == (model == "people")
        reply = client(f"{path}?proba=true" if has_proba else path, rows)
        assert reply.status == 200
        Draft202012Validator(schemas[f"{model}.predictions"]).validate(reply.json)
    labels = schemas["people.predictions"]["properties"]["predictions"]["items"]
    assert labels == {"enum": ["no", "yes"]}
    numbers = schemas["sums.predictions"]["properties"]["predictions"]["items"]
    assert numbers == {"type": ["number", "null"]}


def test_all_schemas_are_well_made(client):
    for schema in client("/openapi.json").json["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_all_that_is_referred_to_is_there(client):
    document = client("/openapi.json").json
    found = set(references(document))
    assert found
    for reference in found:
        name = reference.removeprefix("#/components/schemas/")
        assert name in document["components"]["schemas"]


def test_every_address_answers(client):
    document = client("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    for path, methods in document["paths"].items():
        if "get" in methods:
            assert client(path).status == 200, path
        else:
            assert client(path, method="POST", body=b"{}").status in (400, 422), path


def test_the_examples_are_answered(client):
    schemas = client("/openapi.json").json["components"]["schemas"]
    assert client("/models/people/predict", schemas["people.row"]["example"]).status == 200


def test_a_single_model_has_a_plain_address_and_a_token_is_told(people):
    token = "a-token-of-a-test"
    with running(people, token=token) as url:
        document = Client(url)("/openapi.json", Authorization=f"Bearer {token}").json
    assert "/predict" in document["paths"]
    assert document["security"] == [{"token": []}]
    assert document["paths"]["/v2/health/live"]["get"]["security"] == []


def test_names_of_models_fit_into_references(client):
    for name in client("/openapi.json").json["components"]["schemas"]:
        assert re.fullmatch(r"[a-zA-Z0-9._-]+", name)
