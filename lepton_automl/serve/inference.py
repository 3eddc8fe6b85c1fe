"""An inference request of the Open Inference Protocol -> rows, and answers -> its response.

A table's columns are one input each, of shape ``[n]`` or ``[n, 1]``. Where all columns are of
one datatype, one input of shape ``[n, columns]`` will do, in the order of ``fit``: that is how
many clients send scikit-learn's models their rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from lepton_automl.serve.json_rows import finite, parse_json
from lepton_automl.serve.refusal import Refusal, columns_differ, shown
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import NUMBER, OBJECTS, Field, Signature
from lepton_automl.serve.tensors import (
    Tensor,
    datatype_of,
    decode,
    pack,
    parameters_of,
    plain_cells,
)

__all__ = ["Inference", "parse_inference", "respond"]


@dataclass(frozen=True, eq=False)
class Inference:
    """What a request asks for.

    Attributes
    ----------
    rows : Rows
        What to predict.
    outputs : tuple of (str, bool)
        The wanted outputs, each with whether it is to be binary.
    id : str or None
        What the client calls the request.
    """

    rows: Rows
    outputs: tuple[tuple[str, bool], ...]
    id: str | None


def parse_inference(
    body: bytes, json_length: str | None, signature: Signature, offered: Sequence[str]
) -> Inference:
    """Return what a request's body asks for.

    Parameters
    ----------
    body : bytes
        JSON, perhaps with binary tensors behind it.
    json_length : str or None
        The header that says where the JSON ends.
    signature : Signature
        What the model takes.
    offered : sequence of str
        The outputs that the model has.

    Raises
    ------
    Refusal
        If anything of it cannot be used.
    """
    end = _length(json_length, body)
    request = parse_json(body[:end])
    if not isinstance(request, dict):
        raise Refusal(400, f"The body is {shown(request)}, where an object is needed.")
    id_ = request.get("id")
    if id_ is not None and not isinstance(id_, str):
        raise Refusal(400, f"The id is {shown(id_)}, where text is needed.")
    inputs = request.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        raise Refusal(400, 'The request has no list of "inputs".')
    outputs = _wanted(request, offered)
    return Inference(_rows(_tensors(inputs, memoryview(body)[end:]), signature), outputs, id_)


def respond(
    model: str, version: str, asked: Inference, answers: Mapping[str, Any]
) -> tuple[bytes, int | None]:
    """Return a response's body, and the length of its JSON if binary tensors follow it."""
    described, parts = [], []
    for name, binary in asked.outputs:
        values = answers[name]
        output: dict[str, Any] = {
            "name": name,
            "shape": list(values.shape),
            "datatype": datatype_of(values),
        }
        if binary:
            data = pack(values)
            output["parameters"] = {"binary_data_size": len(data)}
            parts.append(data)
        else:
            output["data"] = plain_cells(values)
        described.append(output)
    response = {"model_name": model, "model_version": version, "outputs": described}
    if asked.id is not None:
        response["id"] = asked.id
    head = orjson.dumps(response)
    return b"".join([head, *parts]), len(head) if parts else None


def _length(json_length: str | None, body: bytes) -> int:
    if json_length is None:
        return len(body)
    if not json_length.isascii() or not json_length.isdigit() or int(json_length) > len(body):
        raise Refusal(
            400,
            f"Inference-Header-Content-Length is {shown(json_length)}, but the body has "
            f"{len(body)} bytes.",
        )
    return int(json_length)


def _tensors(inputs: list[Any], binary: memoryview) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for described in inputs:
        tensor, binary = decode(described, binary)
        if tensor.name in found:
            raise Refusal(400, f"Input {tensor.name!r} is given twice.", column=tensor.name)
        found[tensor.name] = tensor
    if len(binary):
        raise Refusal(400, f"{len(binary)} bytes follow the last binary tensor.")
    return found


def _wanted(request: dict[str, Any], offered: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return the outputs asked for; by default all."""
    every = _parameter(request, "binary_data_output")
    outputs = request.get("outputs")
    outputs = [] if outputs is None else outputs
    if not isinstance(outputs, list):
        raise Refusal(400, f"The outputs are {shown(outputs)}, where a list is needed.")
    if not outputs:
        return tuple((name, every) for name in offered)
    found: dict[str, bool] = {}
    for output in outputs:
        name = output.get("name") if isinstance(output, dict) else None
        if not isinstance(name, str) or name not in offered:
            raise Refusal(
                400,
                f"There is no output {shown(name)}. The model has: {', '.join(offered)}.",
            )
        found[name] = _parameter(output, "binary_data", every)
    return tuple(found.items())


def _parameter(owner: dict[str, Any], name: str, default: bool = False) -> bool:
    value = parameters_of(owner).get(name, default)
    if not isinstance(value, bool):
        raise Refusal(400, f"{name} is {shown(value)}, where true or false is needed.")
    return value


def _rows(tensors: dict[str, Tensor], signature: Signature) -> Rows:
    if not signature.is_table:
        return _whole(tensors, signature)
    first = next(iter(tensors.values()))
    if len(tensors) == 1 and first.values.ndim == 2 and first.name not in signature.known:
        tensors = _by_position(first, signature)
    missing = [n for n in signature.by_name if n not in tensors]
    extra = [n for n in tensors if n not in signature.known]
    if missing or extra:
        raise columns_differ(missing, extra, "The request")
    columns = {f.name: _column(tensors[f.name], f) for f in signature.fields}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        few = ", ".join(f"{n!r} has {length}" for n, length in list(lengths.items())[:5])
        raise Refusal(400, f"The inputs have different numbers of rows: {few}.")
    return _joined(columns, signature)


def _by_position(matrix: Tensor, signature: Signature) -> dict[str, Tensor]:
    names, width = signature.columns, matrix.values.shape[1]
    if width != len(names):
        raise Refusal(
            422,
            f"Input {matrix.name!r} has {width:,} columns, but the model needs {len(names):,}: "
            f"{', '.join(map(repr, names[:10]))}{', ...' if len(names) > 10 else ''}.",
        )
    return {
        name: Tensor(name, matrix.datatype, matrix.values[:, i]) for i, name in enumerate(names)
    }


def _column(tensor: Tensor, field: Field) -> Any:
    allowed = field.form.datatypes
    if allowed and tensor.datatype not in allowed:
        raise Refusal(
            422,
            f"Column {field.name!r} is of {tensor.datatype}, where {field.form.wanted} is "
            f"needed: {', '.join(allowed[:3])}.",
            column=field.name,
        )
    shape = tensor.values.shape
    if len(shape) > 2 or (len(shape) == 2 and shape[1] != 1):
        raise Refusal(
            422,
            f"Column {field.name!r} has the shape {list(shape)}, where [rows] is needed.",
            column=field.name,
        )
    if not shape[0]:
        raise Refusal(422, f"Column {field.name!r} has no rows.", column=field.name)
    return tensor.values.ravel()


def _joined(columns: dict[str, Any], signature: Signature) -> Rows:
    numbers: Any = None
    if signature.numbers:
        found = [_floats(columns[name]) for name in signature.numbers]
        numbers = finite(np.column_stack(found), signature.numbers)
    others = {f.name: columns[f.name].tolist() for f in signature.others}
    n_rows = len(next(iter(columns.values())))
    is_double = numbers is None or numbers.dtype == np.float64
    key = "json" if is_double else numbers.dtype.str
    return Rows(n_rows, numbers, others, key=key)


def _whole(tensors: dict[str, Tensor], signature: Signature) -> Rows:
    if len(tensors) > 1:
        raise Refusal(
            422, f"The model takes one input, an array; the request has {len(tensors)}."
        )
    ((name, tensor),) = tensors.items()
    (field,) = signature.fields
    values = tensor.values
    if not len(values):
        raise Refusal(422, f"Input {name!r} has no rows.")
    if signature.task.schema.form == "object":
        return Rows(len(values), others={OBJECTS: list(values)})
    if field.kind == NUMBER:
        if values.ndim != 2 or values.shape[1] != field.shape[1]:
            raise Refusal(
                422,
                f"Input {name!r} has the shape {list(values.shape)}; the model needs rows of "
                f"{field.shape[1]:,} numbers.",
            )
        if tensor.datatype == "BYTES":
            raise Refusal(422, f"Input {name!r} is of BYTES, where numbers are needed.")
        values = finite(_floats(values))
    return Rows(len(values), values, key=(values.dtype.str, values.shape[1:]))


def _floats(values: Any) -> Any:
    """Return numbers as floats; single ones stay so, as a table's do in ``predict``."""
    if values.dtype in (np.float16, np.float32):
        return values.astype(np.float32)
    return values.astype(np.float64)
