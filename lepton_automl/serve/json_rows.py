"""JSON -> rows: a list of records, one record, columns, or arrays.

::

    [{"age": 31, "town": "Ulm"}, {"age": null, "town": "Bonn"}]     records
    {"age": 31, "town": "Ulm"}                                      one record
    {"age": [31, null], "town": ["Ulm", "Bonn"]}                    columns
    [[5.1, 3.5], [4.9, 3.0]]                                        where X is an array

Each cell must be of its column's kind: what ``load(path).predict`` would quietly take for a
missing value is refused here, since whoever sent it cannot see that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import orjson

from lepton_automl.serve.refusal import Refusal, bad_cell, columns_differ, shown
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import NUMBER, OBJECTS, Field, Signature

__all__ = ["checked_cells", "finite", "number_block", "parse_json", "rows_from_json"]

NUMERIC = frozenset({int, float, type(None)})
FORM = (
    'Send a list of rows, such as [{"column": 1.5}, ...], or columns: {"column": [1.5, ...]}.'
)


def parse_json(body: bytes) -> Any:
    """Return the value that a body holds.

    Raises
    ------
    Refusal
        If it is not JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        reason = str(error).split(": line")[0]
        raise Refusal(
            400,
            f"The body is not JSON ({reason}). A missing value is null: NaN and Infinity are "
            "not JSON.",
        ) from None


def rows_from_json(value: Any, signature: Signature, first: int = 0) -> Rows:
    """Return the rows that a JSON value holds.

    Parameters
    ----------
    value : object
        What was parsed.
    signature : Signature
        What the model takes.
    first : int
        How many rows of the body come before these; messages count them.

    Raises
    ------
    Refusal
        If columns are missing or unknown, or a cell is not of its column's kind.
    """
    if not signature.is_table:
        return _array(value, signature, first)
    if isinstance(value, dict):
        if value and all(type(cells) is list for cells in value.values()):
            return _columns(value, signature)
        value = [value]
    if not isinstance(value, list):
        raise Refusal(422, f"The body is {shown(value)}. {FORM}")
    if not value:
        raise Refusal(422, f"The body has no rows. {FORM}")
    return _records(value, signature, first)


def number_block(rows: list[list[Any]], names: Sequence[str], first: int = 0) -> Any:
    """Return rows of JSON numbers as an array of floats, null as NaN."""
    if not NUMERIC.issuperset(map(type, chain.from_iterable(rows))):
        _refuse_no_number(rows, names, first)
    try:
        block = np.array(rows, dtype=np.float64)
    except OverflowError:
        block = np.array([[_float(cell) for cell in row] for row in rows])
    return finite(block, names, first)


def finite(block: Any, names: Sequence[str] | None = None, first: int = 0) -> Any:
    """Return an array of numbers, refusing one that is infinite by its column's name."""
    if not np.isinf(block).any():
        return block
    places = np.argwhere(np.isinf(block))
    row, column = first + int(places[0][0]), int(places[0][-1])
    if names is None:
        raise Refusal(
            422, f"Row {row} holds an infinite number. Give each a finite value.", row=row
        )
    raise bad_cell(names[column], row, float(block[tuple(places[0])]), "a finite number")


def checked_cells(cells: list[Any], field: Field, first: int = 0) -> list[Any]:
    """Return the cells of a column if each is of a type that its kind takes."""
    allowed = field.form.types
    if allowed and not {*map(type, cells)} <= {*allowed, type(None)}:
        for row, cell in enumerate(cells, first):
            if cell is not None and type(cell) not in allowed:
                raise bad_cell(field.name, row, cell, field.form.wanted)
    return cells


def _records(records: list[Any], signature: Signature, first: int) -> Rows:
    for row, record in enumerate(records, first):
        if type(record) is not dict:
            raise Refusal(422, f"Row {row} is {shown(record)}. {FORM}", row=row)
        if record.keys() != signature.needed:
            _match(record.keys(), signature, f"Row {row}")
    numbers = None
    if signature.numbers:
        names = signature.numbers
        cells = [[record[n] for n in names] for record in records]
        numbers = number_block(cells, names, first)
    others = {
        field.name: checked_cells([record[field.name] for record in records], field, first)
        for field in signature.others
    }
    return Rows(len(records), numbers, others, key="json")


def _columns(columns: dict[str, list[Any]], signature: Signature) -> Rows:
    if columns.keys() != signature.needed:
        _match(columns.keys(), signature, "The table")
    lengths = {len(cells) for cells in columns.values()}
    if len(lengths) > 1:
        raise Refusal(422, f"The columns have different lengths: {sorted(lengths)[:5]}.")
    if lengths == {0}:
        raise Refusal(422, f"The columns are empty. {FORM}")
    numbers = None
    if signature.numbers:
        rows = [list(row) for row in zip(*(columns[n] for n in signature.numbers), strict=True)]
        numbers = number_block(rows, signature.numbers)
    others = {f.name: checked_cells(columns[f.name], f) for f in signature.others}
    return Rows(lengths.pop(), numbers, others, key="json")


def _match(names: Iterable[str], signature: Signature, where: str) -> None:
    present = set(names)
    missing = [n for n in signature.by_name if n not in present]
    extra = [n for n in names if n not in signature.known]
    if missing or extra:
        raise columns_differ(missing, extra, where)


def _array(value: Any, signature: Signature, first: int) -> Rows:
    if not isinstance(value, list) or not value:
        raise Refusal(422, "The body must be a list of rows, with at least one.")
    (whole,) = signature.fields
    if signature.task.schema.form == "object":
        return Rows(len(value), others={OBJECTS: value}, key="json")
    found = _even(value, first)
    if whole.kind == NUMBER and (found.ndim != 2 or found.shape[1] != whole.shape[1]):
        raise Refusal(
            422,
            f"The body holds an array of shape {found.shape}; the model needs rows of "
            f"{whole.shape[1]:,} numbers: [[...], ...].",
        )
    return Rows(len(value), found, key=("json", found.shape[1:]))


def _even(value: list[Any], first: int) -> Any:
    """Return nested lists of numbers as an array, null as NaN."""
    try:
        found = np.array(value, dtype=object)
        cells = {*map(type, found.ravel())}
        if list in cells:
            raise Refusal(422, "The rows have different lengths.")
        if not cells <= NUMERIC:
            kind = next(iter(cells - NUMERIC)).__name__
            raise Refusal(422, f"The body must hold numbers and null alone; it holds a {kind}.")
        numbers = found.astype(np.float64)
    except (ValueError, OverflowError):
        raise Refusal(
            422, "The rows have different lengths, or a number in them is too large."
        ) from None
    return finite(numbers, first=first)


def _refuse_no_number(rows: list[list[Any]], names: Sequence[str], first: int) -> None:
    for at, row in enumerate(rows, first):
        for name, cell in zip(names, row, strict=True):
            if type(cell) not in NUMERIC:
                raise bad_cell(name, at, cell, "a number")


def _float(cell: Any) -> float:
    try:
        return math.nan if cell is None else float(cell)
    except OverflowError:
        return math.inf
