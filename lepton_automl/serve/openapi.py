"""The OpenAPI document of a server, with its models' own columns."""

from __future__ import annotations

from typing import Any

import lepton_automl
from lepton_automl.serve.engine import Engine
from lepton_automl.serve.house import House
from lepton_automl.serve.models import Model
from lepton_automl.serve.signature import NUMBER, Field
from lepton_automl.serve.tensors import DTYPES

__all__ = ["openapi"]

Schema = dict[str, Any]
REFUSALS = {
    "400": "The body is malformed.",
    "401": "The token is missing or wrong.",
    "404": "There is no such model or version.",
    "408": "The body took too long.",
    "413": "The body is too large.",
    "415": "The body is of a type that is not read.",
    "422": "A column or value cannot be used; `column` and `row` say which.",
    "429": "Too many rows wait already.",
    "503": "The model took too long.",
}
TENSOR: Schema = {
    "type": "object",
    "required": ["name", "shape", "datatype"],
    "properties": {
        "name": {"type": "string"},
        "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
        "datatype": {"enum": list(DTYPES)},
        "parameters": {"type": "object"},
        "data": {"type": "array"},
    },
}
COMMON: dict[str, Schema] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "string"},
            "column": {"type": "string"},
            "row": {"type": "integer"},
        },
    },
    "Tensor": TENSOR,
    "InferRequest": {
        "type": "object",
        "required": ["inputs"],
        "properties": {
            "id": {"type": "string"},
            "parameters": {"type": "object"},
            "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"},
                       "minItems": 1},
            "outputs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string"},
                        "parameters": {"type": "object"},
                    },
                },
            },
        },
    },
    "InferResponse": {
        "type": "object",
        "required": ["model_name", "model_version", "outputs"],
        "properties": {
            "id": {"type": "string"},
            "model_name": {"type": "string"},
            "model_version": {"type": "string"},
            "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
        },
    },
    "Predictions": {
        "type": "object",
        "required": ["model", "version", "predictions"],
        "properties": {
            "model": {"type": "string"},
            "version": {"type": "string"},
            "predictions": {"type": "array"},
            "classes": {"type": "array"},
            "probabilities": {
                "type": "array",
                "items": {"type": "array", "items": {"type": ["number", "null"]}},
            },
        },
    },
}  # fmt: skip


def openapi(house: House) -> Schema:
    """Return the document."""
    models = list(house.models.all.values())
    schemas = dict(COMMON)
    paths: dict[str, Schema] = dict(_general())
    for model in models:
        schemas |= _schemas(model.engine)
        paths |= _paths(model)
    if len(models) == 1:
        paths["/predict"] = {"post": _predict(models[0].engine)}
    document: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": ", ".join(model.name for model in models),
            "version": lepton_automl.__version__,
            "description": "Predictions, plain or by the Open Inference Protocol, version 2.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if house.settings.token is not None:
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"}
        }
        document["security"] = [{"token": []}]
    return document


def _general() -> dict[str, Schema]:
    free: Schema = {"security": []}
    return {
        "/v2": {"get": _get("What this server is")},
        "/v2/health/live": {"get": {**_get("Whether it runs"), **free}},
        "/v2/health/ready": {"get": {**_get("Whether it takes requests", "503"), **free}},
        "/models": {"get": _get("The models")},
    }


def _paths(model: Model) -> dict[str, Schema]:
    engine, name = model.engine, model.name
    found: dict[str, Schema] = {
        f"/models/{name}": {"get": _get(f"All about {name}")},
        f"/models/{name}/predict": {"post": _predict(engine)},
    }
    for place in (f"/v2/models/{name}", f"/v2/models/{name}/versions/{engine.version}"):
        found[place] = {"get": _get(f"The tensors of {name}")}
        found[f"{place}/ready"] = {"get": _get(f"Whether {name} takes requests", "503")}
        found[f"{place}/infer"] = {"post": _infer(engine)}
    return found


def _get(summary: str, *refusals: str) -> Schema:
    content = {"application/json": {"schema": {"type": "object"}}}
    responses: Schema = {"200": {"description": "It is so.", "content": content}}
    return {"summary": summary, "responses": responses | _refusals("401", "404", *refusals)}


def _infer(engine: Engine) -> Schema:
    return {
        "summary": f"Predict with {engine.name}, as tensors",
        "requestBody": _body({"$ref": "#/components/schemas/InferRequest"}),
        "responses": _answers({"$ref": "#/components/schemas/InferResponse"}),
    }


def _predict(engine: Engine) -> Schema:
    body = _body({"$ref": f"#/components/schemas/{engine.name}.rows"})
    answers = _answers({"$ref": "#/components/schemas/Predictions"})
    if engine.signature.is_table:
        text = {"schema": {"type": "string"}}
        body["content"]["text/csv"] = text
        answers["200"]["content"]["text/csv"] = text
    proba = {
        "name": "proba",
        "in": "query",
        "schema": {"type": "boolean"},
        "description": "Add the probability of each class.",
    }
    return {
        "summary": f"Predict with {engine.name}",
        "parameters": [proba],
        "requestBody": body,
        "responses": answers,
    }


def _body(schema: Schema) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answers(schema: Schema) -> Schema:
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": "The answer.", "content": content}} | _refusals(*REFUSALS)


def _refusals(*statuses: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {s: {"description": REFUSALS[s], "content": content} for s in statuses}


def _schemas(engine: Engine) -> dict[str, Schema]:
    signature, name = engine.signature, engine.name
    if not signature.is_table:
        (whole,) = signature.fields
        return {f"{name}.rows": {"type": "array", "minItems": 1, "items": _array_row(whole)}}
    cells = {f.name: _cell(f) for f in signature.fields}
    aside: Schema = {column: {} for column in signature.columns if column not in cells}
    needed = list(cells)
    row = {
        "type": "object",
        "required": needed,
        "properties": cells | aside,
        "additionalProperties": False,
        "example": {f.name: f.form.example for f in signature.fields},
    }
    columns = {
        "type": "object",
        "required": needed,
        "properties": {
            column: {"type": "array", "items": cell, "minItems": 1}
            for column, cell in (cells | aside).items()
        },
        "additionalProperties": False,
    }
    one: Schema = {"$ref": f"#/components/schemas/{name}.row"}
    ways = [
        {"type": "array", "items": one, "minItems": 1},
        one,
        {"$ref": f"#/components/schemas/{name}.columns"},
    ]
    return {f"{name}.row": row, f"{name}.columns": columns, f"{name}.rows": {"anyOf": ways}}


def _cell(field: Field) -> Schema:
    schema: Schema = {"description": field.kind}
    if field.form.names:
        schema["type"] = [*field.form.names, "null"]
    return schema


def _array_row(whole: Field) -> Schema:
    if whole.kind != NUMBER:
        return {}
    width = whole.shape[1]
    numbers = {"type": ["number", "null"]}
    return {"type": "array", "items": numbers, "minItems": width, "maxItems": width}
