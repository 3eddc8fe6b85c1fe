"""A large body is read piece by piece, and says the same as one that is read at once."""

from __future__ import annotations

import json

import numpy as np
import pytest
from serve.conftest import ROW

from lepton_automl.plugin import Input, Task
from lepton_automl.serve import json_pieces
from lepton_automl.serve.json_pieces import rows_from_body
from lepton_automl.serve.json_rows import parse_json, rows_from_json
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.signature import Signature
from lepton_automl.task import Schema

MANY = 200


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pieces of few rows."""
    monkeypatch.setattr(json_pieces, "PIECE", 500)


@pytest.fixture
def parsed(monkeypatch):
    """The sizes of what was parsed."""
    sizes = []
    truly = json_pieces.orjson.loads
    monkeypatch.setattr(
        json_pieces.orjson, "loads", lambda body: (sizes.append(len(body)), truly(body))[1]
    )
    return sizes


def records(*wrong, n=MANY):
    """Return many rows, of which some are replaced: (row, column, cell)."""
    rows = [{**ROW, "age": float(i), "town": f"town {i}"} for i in range(n)]
    for row, column, cell in wrong:
        rows[row] = {**rows[row], column: cell}
    return rows


def same(one, other):
    assert one.n_rows == other.n_rows
    assert one.key == other.key
    np.testing.assert_array_equal(one.numbers, other.numbers)
    assert dict(one.others) == dict(other.others)


@pytest.mark.parametrize("indent", [None, 1])
def test_records_are_the_same_in_pieces(signature, parsed, indent):
    value = records((3, "age", None), (150, "member", None))
    body = b" \n" + json.dumps(value, indent=indent).encode() + b"\n"
    same(rows_from_body(body, signature), rows_from_json(value, signature))
    assert max(parsed) < 1500
    assert len(parsed) > 10


def test_texts_that_look_like_edges_are_none(signature):
    value = records(*((row, "town", '"}, {"' * 40 + "\\") for row in range(0, MANY, 3)))
    body = json.dumps(value).encode()
    same(rows_from_body(body, signature), rows_from_json(value, signature))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((150, "age", "old"), "row 150 holds 'old'"),
        ((150, "since", 5), "row 150 holds 5"),
        ((150, "colour", 1), "Row 150 has a column that the model does not know: 'colour'"),
        ((0, "age", [{"a": 1}, {"a": 2}]), "row 0 holds"),
    ],
)
def test_a_wrong_row_is_named_by_its_place_in_the_body(signature, wrong, said):
    body = json.dumps(records(wrong)).encode()
    with pytest.raises(Refusal) as caught:
        rows_from_body(body, signature)
    assert said in caught.value.sentence
    assert caught.value.status == 422


def test_what_is_no_record_is_named_by_its_place(signature):
    body = json.dumps([*records(), 5, *records()]).encode()
    with pytest.raises(Refusal, match=f"Row {MANY} is 5") as caught:
        rows_from_body(body, signature)
    assert caught.value.row == MANY


def test_rows_that_are_wrong_from_the_start_cost_one_piece(signature, parsed):
    with pytest.raises(Refusal, match="Row 0 lacks"):
        rows_from_body(b"[" + b"{}," * 100_000 + b"{}]", signature)
    assert sum(parsed) < 1500


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:-1],
        lambda body: body + b",",
        lambda body: body.replace(b"150.0", b"NaN", 1),
        lambda body: body.replace(b'"town 150"', b'"town 150', 1),
        lambda body: body.replace(b"town 150", b"town \xff", 1),
        lambda body: body.replace(b"}, {", b"} {"),
    ],
    ids=["cut off", "more", "nan", "open text", "no utf-8", "no commas"],
)
def test_what_is_not_json_is_refused_without_trying_often(signature, parsed, change):
    body = change(json.dumps(records()).encode())
    with pytest.raises(Refusal, match="The body is not JSON") as caught:
        rows_from_body(body, signature)
    assert caught.value.status == 400
    assert sum(parsed) < 4 * len(body)


def test_arrays_are_the_same_in_pieces(array_signature, parsed):
    value = [[float(i), None, -1.5] for i in range(MANY)]
    body = json.dumps(value).encode()
    same(rows_from_body(body, array_signature), rows_from_json(value, array_signature))
    assert max(parsed) < 1500
    assert len(parsed) > 5


def test_arrays_of_arrays_are_the_same_in_pieces(parsed):
    task = Task("regression", Schema("array", (Input(None, "image", None),)), n_rows=9)
    signature = Signature(task)
    value = np.arange(MANY * 12.0).reshape(MANY, 3, 4).tolist()
    body = json.dumps(value, indent=1).encode()
    same(rows_from_body(body, signature), rows_from_json(value, signature))
    assert max(parsed) < 3000


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([1.0], "The rows have different lengths|needs rows of 3 numbers"),
        ([1.0, 2.0, "x"], "it holds a str"),
        ([1.0, 2.0, None, 4.0], "The rows have different lengths|needs rows of 3 numbers"),
    ],
)
def test_a_wrong_array_is_refused(array_signature, row, said):
    value = [[1.0, 2.0, 3.0]] * MANY
    value[150] = row
    with pytest.raises(Refusal, match=said):
        rows_from_body(json.dumps(value).encode(), array_signature)


def test_pieces_of_different_shapes_are_refused():
    task = Task("regression", Schema("array", (Input(None, "image", None),)), n_rows=9)
    value = [[1.0, 2.0]] * MANY + [[1.0, 2.0, 3.0]] * MANY
    with pytest.raises(Refusal, match="different lengths"):
        rows_from_body(json.dumps(value).encode(), Signature(task))


@pytest.mark.parametrize("value", [{"a": [1] * 900}, [[1]] * 900, "x" * 2000, [1] * 900])
def test_other_forms_are_read_at_once(signature, value):
    body = json.dumps(value).encode()
    with pytest.raises(Refusal) as found:
        rows_from_body(body, signature)
    with pytest.raises(Refusal) as wanted:
        rows_from_json(parse_json(body), signature)
    assert found.value.sentence == wanted.value.sentence
