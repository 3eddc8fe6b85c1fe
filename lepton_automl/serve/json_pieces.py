"""A large body of JSON, read piece by piece.

While JSON is parsed, Python does nothing else. In pieces, other requests have their turn in
between, what is parsed takes the memory of a piece, and a body whose first rows are wrong costs
no more than these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from lepton_automl.serve.json_rows import parse_json, rows_from_json
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import Signature

__all__ = ["PIECE", "rows_from_body"]

PIECE = 128 * 1024  # bytes; some milliseconds
RECORDS = re.compile(rb"\s*\[\s*(?=\{)")
ARRAYS = re.compile(rb"\s*\[\s*(?=((?:\[\s*)+))")


def rows_from_body(body: bytes, signature: Signature) -> Rows:
    """Return the rows that a body of JSON holds.

    Parameters
    ----------
    body : bytes
        In any of the forms that `rows_from_json` takes.
    signature : Signature
        What the model takes.

    Raises
    ------
    Refusal
        If it is not JSON, or its rows cannot be used.
    """
    begin = (RECORDS if signature.is_table else ARRAYS).match(body)
    if len(body) <= 2 * PIECE or begin is None or signature.task.schema.form == "object":
        return rows_from_json(parse_json(body), signature)
    parts: list[Rows] = []
    n_rows = 0
    for value in _pieces(body, begin.end(), _edge(begin)):
        parts.append(rows_from_json(value, signature, n_rows))
        n_rows += parts[-1].n_rows
        if parts[-1].key != parts[0].key:
            raise Refusal(422, "The rows have different lengths.")
    return Rows.joined(parts)


def _edge(begin: re.Match[bytes]) -> re.Pattern[bytes]:
    """Return what lies between two rows: records, or arrays within so many arrays."""
    depth = begin[1].count(b"[") if begin.re is ARRAYS else 0
    end, start = (rb"\]\s*" * depth, rb"\[") if depth else (rb"\}\s*", rb"\{")
    return re.compile(end + rb"(,)\s*(?=" + start + rb")")


def _pieces(body: bytes, at: int, edge: re.Pattern[bytes]) -> Iterator[Any]:
    """Yield lists of rows; whether an edge is one is seen by what is before it being whole."""
    least = PIECE
    while found := edge.search(body, at + least):
        try:
            piece = orjson.loads(b"[%b]" % body[at : found.start(1)])
        except orjson.JSONDecodeError:
            least *= 2  # it was within a text, or this is not JSON
            continue
        yield piece
        at, least = found.end(), PIECE
    yield parse_json(b"[" + body[at:])
