"""The OpenAPI document of a server, with its models' own columns."""

from __future__ import annotations

from typing import Any

import numpy as np

import lepton_automl
from lepton_automl.serve.engine import PREDICT, PROBA, Engine
from lepton_automl.serve.house import House
from lepton_automl.serve.infer_schema import example, request_schema, response_schema
from lepton_automl.serve.models import Model
from lepton_automl.serve.oip import BINARY
from lepton_automl.serve.signature import NUMBER, Field, Signature
from lepton_automl.serve.tensors import DTYPES, datatype_of, plain_cells

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
    "429": "Too many rows wait, or too many bytes are held, already.",
    "503": "The model took too long.",
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
    "Tensors": {
        "type": "object",
        "required": ["name", "versions", "platform", "inputs", "outputs"],
        "properties": {
            "name": {"type": "string"},
            "versions": {"type": "array", "items": {"type": "string"}},
            "platform": {"type": "string"},
            **{
                side: {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "datatype", "shape"],
                        "properties": {
                            "name": {"type": "string"},
                            "datatype": {"enum": list(DTYPES)},
                            "shape": {"type": "array", "items": {"type": "integer"}},
                        },
                    },
                }
                for side in ("inputs", "outputs")
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
        tensors = {"$ref": "#/components/schemas/Tensors"}
        found[place] = {"get": _get(f"The tensors of {name}", schema=tensors)}
        found[f"{place}/ready"] = {"get": _get(f"Whether {name} takes requests", "503")}
        found[f"{place}/infer"] = {"post": _infer(engine)}
    return found


def _get(summary: str, *refusals: str, schema: Schema | None = None) -> Schema:
    content = {"application/json": {"schema": schema or {"type": "object"}}}
    responses: Schema = {"200": {"description": "It is so.", "content": content}}
    return {"summary": summary, "responses": responses | _refusals("401", "404", *refusals)}


def _infer(engine: Engine) -> Schema:
    place = f"#/components/schemas/{engine.name}"
    body, answers = _body({"$ref": f"{place}.request"}), _answers({"$ref": f"{place}.response"})
    found = example(engine.signature)
    if found is not None:
        body["content"]["application/json"]["example"] = found
    for content in (body["content"], answers["200"]["content"]):
        content["application/octet-stream"] = {}
    length = {
        "name": BINARY,
        "in": "header",
        "schema": {"type": "integer", "minimum": 0},
        "description": "Where the JSON ends, if tensors in binary follow it.",
    }
    return {
        "summary": f"Predict with {engine.name}, as tensors",
        "parameters": [length],
        "requestBody": body,
        "responses": answers,
    }


def _predict(engine: Engine) -> Schema:
    body = _body({"$ref": f"#/components/schemas/{engine.name}.rows"})
    answers = _answers({"$ref": f"#/components/schemas/{engine.name}.predictions"})
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
        "parameters": [proba] if PROBA in engine.outputs else [],
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
    return {
        f"{engine.name}.predictions": _predictions(engine),
        f"{engine.name}.request": request_schema(engine),
        f"{engine.name}.response": response_schema(engine),
        **_rows(engine.name, engine.signature),
    }


def _predictions(engine: Engine) -> Schema:
    task = engine.signature.task
    one: Schema = {}
    if task.classes is not None:
        one = {"enum": plain_cells(np.array(task.classes, dtype=task.label_dtype))}
    elif datatype_of(engine.outputs[PREDICT]) == "FP64":
        one = {"type": ["number", "null"]}
    for _ in engine.outputs[PREDICT].shape[1:]:
        one = {"type": "array", "items": one}
    properties: Schema = {
        "model": {"const": engine.name},
        "version": {"type": "string"},
        "predictions": {"type": "array", "items": one},
    }
    if PROBA in engine.outputs:
        row = {"type": "array", "items": {"type": ["number", "null"]}}
        properties["classes"] = {"type": "array"}
        properties["probabilities"] = {"type": "array", "items": row}
    required = ["model", "version", "predictions"]
    return {"type": "object", "required": required, "properties": properties}


def _rows(name: str, signature: Signature) -> dict[str, Schema]:
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
