"""The tensors of the Open Inference Protocol, in JSON and in Triton's binary form.

A tensor is ``{"name": ..., "shape": [...], "datatype": "FP64", "data": [...]}``. With the
extension for binary data, ``data`` is absent, the parameter ``binary_data_size`` says how many
bytes follow the JSON for it, and a header says where the JSON ends. Numbers are little-endian,
row by row; of ``BYTES``, each element is its length in four bytes, then itself.
"""

from __future__ import annotations

import json
import struct
from itertools import chain
from math import prod
from typing import Any

import numpy as np

from lepton_automl.serve.refusal import Refusal, shown

__all__ = [
    "DTYPES",
    "MOST_DIMENSIONS",
    "Tensor",
    "datatype_of",
    "decode",
    "pack",
    "parameters_of",
    "plain_cells",
    "unpack",
]

DTYPES: dict[str, Any] = {
    "BOOL": np.dtype(bool),
    **{f"{sign}INT{bits}": np.dtype(f"{sign}int{bits}".lower())
       for sign in ("", "U") for bits in (8, 16, 32, 64)},
    "FP16": np.dtype(np.float16),
    "FP32": np.dtype(np.float32),
    "FP64": np.dtype(np.float64),
    "BYTES": np.dtype(object),
}  # fmt: skip
# The types of a cell in JSON, by how the datatype begins; of all others, int.
_CELLS: dict[str, set[type]] = {
    "FP": {int, float, type(None)},
    "BO": {bool},
    "BY": {str, type(None)},
}
MOST_DIMENSIONS = 32  # as NumPy long had it; more only make a product of lengths slow
_NAMES = {dtype: name for name, dtype in DTYPES.items()}


class Tensor:
    """A named array.

    Parameters
    ----------
    name, datatype : str
        As the protocol names them.
    values : ndarray
        Of the datatype's dtype; objects are str or None.
    """

    def __init__(self, name: str, datatype: str, values: Any) -> None:
        self.name = name
        self.datatype = datatype
        self.values = values


def datatype_of(values: Any) -> str:
    """Return the protocol's name for what an array holds; text for what it has none for.

    Examples
    --------
    >>> datatype_of(np.array([1.5])), datatype_of(np.array(["a"]))
    ('FP64', 'BYTES')
    """
    return _NAMES.get(values.dtype.newbyteorder("="), "BYTES")


def decode(described: Any, binary: memoryview) -> tuple[Tensor, memoryview]:
    """Return the tensor that a part of a request describes, and the bytes that follow it.

    Raises
    ------
    Refusal
        If it is malformed, or its shape does not fit its data.
    """
    name, shape, datatype = _head(described)
    size = parameters_of(described).get("binary_data_size")
    if size is None:
        return Tensor(name, datatype, _from_json(name, shape, datatype, described)), binary
    if type(size) is not int or not 0 <= size <= len(binary):
        raise Refusal(
            400,
            f"Input {name!r}: binary_data_size is {shown(size)}, but {len(binary)} bytes "
            "follow.",
        )
    values = unpack(name, shape, datatype, binary[:size])
    return Tensor(name, datatype, values), binary[size:]


def parameters_of(owner: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a request or a tensor; null is none.

    Raises
    ------
    Refusal
        If they are no object.
    """
    parameters = owner.get("parameters")
    if parameters is None:
        return {}
    if not isinstance(parameters, dict):
        raise Refusal(
            400, f"The parameters are {shown(parameters)}, where an object is needed."
        )
    return parameters


def unpack(name: str, shape: tuple[int, ...], datatype: str, data: memoryview) -> Any:
    """Return the array that bytes hold."""
    dtype = DTYPES[datatype]
    if datatype == "BYTES":
        found = _strings(name, data)
    elif len(data) % dtype.itemsize:
        raise Refusal(400, f"Input {name!r}: {len(data)} bytes are no whole {datatype}s.")
    else:
        found = np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype)
    return _shaped(name, shape, found)


def pack(values: Any) -> bytes:
    """Return the bytes of an array, row by row."""
    if datatype_of(values) != "BYTES":
        little = values.dtype.newbyteorder("<")
        return bytes(np.ascontiguousarray(values, dtype=little).tobytes())
    cells = (cell.encode() for cell in plain_cells(values))
    return b"".join(chain.from_iterable((struct.pack("<I", len(c)), c) for c in cells))


def plain_cells(values: Any) -> list[Any]:
    """Return an array, row by row, as cells that JSON can hold: anything strange as text."""
    cells: list[Any] = values.ravel().tolist()
    if datatype_of(values) != "BYTES":
        return cells
    return [c if isinstance(c, str) else json.dumps(c, default=_listed) for c in cells]


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _head(described: Any) -> tuple[str, tuple[int, ...], str]:
    if not isinstance(described, dict):
        raise Refusal(400, f"An input is {shown(described)}, where an object is needed.")
    name, shape, datatype = (described.get(key) for key in ("name", "shape", "datatype"))
    if not isinstance(name, str):
        raise Refusal(400, f"An input's name is {shown(name)}, where text is needed.")
    if not isinstance(datatype, str) or datatype not in DTYPES:
        raise Refusal(
            400,
            f"Input {name!r} has the datatype {shown(datatype)}. Known: {', '.join(DTYPES)}.",
        )
    if not isinstance(shape, list) or not shape or not all(map(_is_length, shape)):
        raise Refusal(
            400, f"Input {name!r} has the shape {shown(shape)}, where lengths are needed."
        )
    if len(shape) > MOST_DIMENSIONS:
        raise Refusal(
            400,
            f"Input {name!r} has {len(shape):,} dimensions: more than {MOST_DIMENSIONS}.",
        )
    return name, tuple(shape), datatype


def _is_length(value: Any) -> bool:
    return type(value) is int and value >= 0


def _from_json(name: str, shape: tuple[int, ...], datatype: str, described: Any) -> Any:
    data = described.get("data")
    if not isinstance(data, list):
        raise Refusal(400, f"Input {name!r} has no list as its data.")
    while any(type(part) is list for part in data):
        if not all(type(part) is list for part in data):
            raise Refusal(400, f"Input {name!r} mixes lists and values in its data.")
        data = list(chain.from_iterable(data))
    _check_types(name, datatype, data)
    try:
        with np.errstate(over="ignore"):  # what becomes infinite is refused later, by column
            found = np.array(data, dtype=DTYPES[datatype])
    except (ValueError, TypeError, OverflowError):
        raise Refusal(400, f"Input {name!r} holds values that are no {datatype}.") from None
    return _shaped(name, shape, found)


def _check_types(name: str, datatype: str, cells: list[Any]) -> None:
    allowed = _CELLS.get(datatype[:2], {int})
    for strange in {*map(type, cells)} - allowed:
        row, cell = next((i, c) for i, c in enumerate(cells) if type(c) is strange)
        raise Refusal(
            422,
            f"Input {name!r} is said to be {datatype}; element {row} is {shown(cell)}.",
            column=name,
        )


def _shaped(name: str, shape: tuple[int, ...], found: Any) -> Any:
    if prod(shape) != found.size:
        raise Refusal(
            400,
            f"Input {name!r} has the shape {list(shape)}, which is {prod(shape):,} values, but "
            f"{found.size:,} are given.",
        )
    return found.reshape(shape)


def _strings(name: str, data: memoryview) -> Any:
    found: list[str | None] = []
    at = 0
    while at < len(data):
        end = at + 4
        length = int.from_bytes(data[at:end], "little")
        if end + length > len(data):
            raise Refusal(400, f"Input {name!r}: element {len(found)} is cut off.")
        try:
            found.append(str(data[end : end + length], "utf-8"))
        except UnicodeDecodeError:
            raise Refusal(
                400, f"Input {name!r}: element {len(found)} is not in UTF-8."
            ) from None
        at = end + length
    return np.array(found, dtype=object)
