"""Inference requests and responses of a model as JSON schemas: its own tensors, by name."""

from __future__ import annotations

from typing import Any

from lepton_automl.serve.engine import Engine
from lepton_automl.serve.signature import NUMBER, Field, Signature
from lepton_automl.serve.tensors import DTYPES, MOST_DIMENSIONS, datatype_of

__all__ = ["example", "request_schema", "response_schema"]

Schema = dict[str, Any]
LARGEST_EXAMPLE = 1000  # cells; a longer one helps nobody
LENGTH: Schema = {"type": "integer", "minimum": 1}
# The types of a cell in JSON, by how its datatype begins; of all others, an integer.
CELLS = {
    "FP": ["number", "null"],
    "BO": ["boolean"],
    "BY": ["string", "null"],
}
OPTIONAL = ["object", "null"]  # null says as much as nothing
IN_BINARY: Schema = {
    "type": OPTIONAL,
    "properties": {
        "binary_data_size": {
            "type": ["integer", "null"],
            "minimum": 0,
            "description": "How many bytes of data follow the JSON, in place of `data`.",
        }
    },
}
WANTS_BINARY: Schema = {"type": OPTIONAL, "properties": {"binary_data": {"type": "boolean"}}}


def request_schema(engine: Engine) -> Schema:
    """Return the schema of a request: a tensor a column, or one for all of X."""
    return {
        "type": "object",
        "required": ["inputs"],
        "properties": {
            "id": {"type": ["string", "null"]},
            "parameters": {
                "type": OPTIONAL,
                "properties": {"binary_data_output": {"type": "boolean"}},
            },
            "inputs": _inputs(engine.signature),
            "outputs": {
                "type": ["array", "null"],
                "description": "Which are wanted; all if it is empty or left out.",
                "items": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"enum": list(engine.outputs)},
                        "parameters": WANTS_BINARY,
                    },
                },
            },
        },
    }


def response_schema(engine: Engine) -> Schema:
    """Return the schema of a response."""
    outputs = [_output(name, values) for name, values in engine.outputs.items()]
    return {
        "type": "object",
        "required": ["model_name", "model_version", "outputs"],
        "properties": {
            "id": {"type": "string"},
            "model_name": {"const": engine.name},
            "model_version": {"type": "string"},
            "outputs": {"type": "array", "items": {"anyOf": outputs}, "minItems": 1},
        },
    }


def example(signature: Signature) -> Schema | None:
    """Return a request of one row that is answered; None where it would be long.

    Examples
    --------
    >>> from lepton_automl.task import Input, Schema, Task
    >>> schema = Schema("table", (Input("town", "category"),), columns=("town",), named=True)
    >>> example(Signature(Task("regression", schema, n_rows=9)))["inputs"]
    [{'name': 'town', 'shape': [1], 'datatype': 'BYTES', 'data': ['a']}]
    """
    fields = signature.fields
    cells = len(fields) if signature.is_table else fields[0].shape[-1]
    if cells > LARGEST_EXAMPLE or (not signature.is_table and fields[0].kind != NUMBER):
        return None
    return {
        "inputs": [
            {
                "name": f.name,
                "shape": [1, *f.shape[1:]],
                "datatype": f.form.datatype,
                "data": [f.form.example] * (f.shape[-1] if len(f.shape) > 1 else 1),
            }
            for f in fields
        ]
    }


def _inputs(signature: Signature) -> Schema:
    if not signature.is_table:
        (whole,) = signature.fields
        return _exactly([_whole(whole)])
    columns = _exactly([_column(field) for field in signature.fields])
    columns["description"] = (
        "One for each column, in any order. Those that were left out of learning may be there."
    )
    common = _common(signature)
    if not common:
        return columns
    width: Schema = {"const": len(signature.columns)}
    matrix = _tensor({"type": "string"}, [LENGTH, width], common)
    matrix["description"] = "All columns side by side, in the order of fit, under any name."
    return {"anyOf": [columns, _exactly([matrix])]}


def _common(signature: Signature) -> tuple[str, ...]:
    """Return the datatypes that all columns take, in which they can be sent together."""
    allowed = [field.form.datatypes or tuple(DTYPES) for field in signature.fields]
    return tuple(name for name in DTYPES if all(name in some for some in allowed))


def _exactly(tensors: list[Schema]) -> Schema:
    count = len(tensors)
    every: Schema = {"prefixItems": tensors, "items": False}
    return {"type": "array", **every, "minItems": count, "maxItems": count}


def _column(field: Field) -> Schema:
    datatypes = field.form.datatypes or tuple(DTYPES)
    found = _tensor({"const": field.name}, [LENGTH, {"const": 1}], datatypes)
    found["properties"]["shape"]["minItems"] = 1  # [rows] and [rows, 1] are the same
    found["title"] = field.name
    found["description"] = f"{field.kind}; {field.form.datatype} if you can choose"
    return found


def _whole(field: Field) -> Schema:
    if field.kind != NUMBER:
        return _tensor({"type": "string"}, None, tuple(DTYPES))
    numeric = tuple(name for name in DTYPES if name != "BYTES")
    return _tensor({"type": "string"}, [LENGTH, {"const": field.shape[-1]}], numeric)


def _output(name: str, values: Any) -> Schema:
    found = _tensor({"const": name}, None, (datatype_of(values),))
    found["title"] = name
    found["properties"]["shape"] |= {"minItems": values.ndim, "maxItems": values.ndim}
    return found


def _tensor(name: Schema, shape: list[Schema] | None, datatypes: tuple[str, ...]) -> Schema:
    """Return the schema of a tensor; without a shape, of any."""
    lengths: Schema = {"type": "array", "items": {"type": "integer", "minimum": 0}}
    if shape is None:
        lengths |= {"minItems": 1, "maxItems": MOST_DIMENSIONS}
    else:
        lengths |= {"prefixItems": shape, "items": False}
        lengths |= {"minItems": len(shape), "maxItems": len(shape)}
    types = {t: None for name_ in datatypes for t in CELLS.get(name_[:2], ["integer"])}
    data: Schema = {"type": "array", "items": {"type": list(types)}}
    return {
        "type": "object",
        "required": ["name", "shape", "datatype"],
        "properties": {
            "name": name,
            "shape": lengths,
            "datatype": {"enum": list(datatypes)},
            "data": data | {"description": "Row by row; lists in lists are taken too."},
            "parameters": IN_BINARY,
        },
    }
