"""JSON -> rows: records, one record, columns, arrays; and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve.conftest import ANY, ROW

from lepton_automl.plugin import Input, Task
from lepton_automl.serve.json_rows import (
    checked_cells,
    finite,
    number_block,
    parse_json,
    rows_from_json,
)
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.signature import Signature
from lepton_automl.task import Schema

KINDS = ("number", "number", "category", "boolean", "datetime")


def refused(call, *arguments):
    """Return the refusal that a call ends in."""
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return caught.value


def test_records_columns_and_one_record_are_the_same(signature):
    ways = [[ROW], ROW, {name: [value] for name, value in ROW.items()}]
    for way in ways:
        rows = rows_from_json(way, signature)
        assert rows.n_rows == 1
        assert rows.numbers.tolist() == [[31.0, 2e4]]
        assert rows.others == {"town": ["Ulm"], "member": [True], "since": ["2021-05-01"]}


def test_null_is_missing(signature):
    rows = rows_from_json([dict.fromkeys(ROW)], signature)
    assert np.isnan(rows.numbers).all()
    assert rows.others["town"] == [None]


def test_a_left_out_column_may_be_there(signature):
    assert rows_from_json([{**ROW, "constant": 1}], signature).n_rows == 1


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"age": "old"}, "age", "must hold a number or null; row 1 holds 'old'"),
        ({"age": True}, "age", "row 1 holds True"),
        ({"age": [1]}, "age", "row 1 holds [1]"),
        ({"town": ["Ulm"]}, "town", "must hold text or a number or null"),
        ({"since": 20210501}, "since", "must hold a date as text or null"),
        ({"member": {}}, "member", "must hold true or false or null"),
        ({"age": 10**400}, "age", "a finite number"),
    ],
)
def test_a_wrong_type_is_told_with_column_and_row(signature, change, column, said):
    refusal = refused(rows_from_json, [ROW, {**ROW, **change}], signature)
    assert refusal.status == 422
    assert (refusal.column, refusal.row) == (column, 1)
    assert said in refusal.sentence


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "has no rows"),
        ({}, "lacks 5 columns"),
        (3, "The body is 3."),
        ("text", "The body is 'text'."),
        ([1], "Row 0 is 1."),
        ([ROW, [1, 2]], "Row 1 is [1, 2]."),
        ([{**ROW, "x": 1}], "Row 0 has a column that the model does not know: 'x'"),
        ({**{k: [v] for k, v in ROW.items()}, "age": [1, 2]}, "different lengths: [1, 2]"),
        ({k: [] for k in ROW}, "The columns are empty"),
    ],
)
def test_what_is_no_table_is_refused(signature, value, said):
    assert said in refused(rows_from_json, value, signature).sentence


def test_a_row_of_ten_thousand_columns_is_refused_in_a_few_words(signature):
    wide = {**ROW, **{f"x{i}": i for i in range(10_000)}}
    refusal = refused(rows_from_json, [wide], signature)
    assert "10,000 columns" in refusal.sentence
    assert len(refusal.sentence) < 300


def test_arrays_are_rows_of_numbers(array_signature):
    rows = rows_from_json([[1, 2.5, None]], array_signature)
    assert rows.numbers[0, :2].tolist() == [1.0, 2.5]
    assert np.isnan(rows.numbers[0, 2])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([[1, 2]], "array of shape (1, 2); the model needs rows of 3 numbers"),
        ([1, 2, 3], "array of shape (3,)"),
        ([[1, 2], [1]], "different lengths"),
        ([[1, 2, "3"]], "it holds a str"),
        ([[1, 2, True]], "it holds a bool"),
        ([[1, 2, 10**400]], "too large"),
        ({"a": 1}, "must be a list of rows"),
        ([], "must be a list of rows"),
    ],
)
def test_what_is_no_such_array_is_refused(array_signature, value, said):
    assert said in refused(rows_from_json, value, array_signature).sentence


def test_objects_are_taken_as_they_are():
    signature = Signature(Task("regression", Schema("object", (Input(None, "series"),)), 9))
    assert rows_from_json([[1, 2], [3]], signature).others == {"": [[1, 2], [3]]}


@pytest.mark.parametrize("body", [b"", b"{", b"[NaN]", b"[Infinity]", b"\xff\xfe", b"[1e999]"])
def test_what_is_not_json_is_refused(body):
    refusal = refused(parse_json, body)
    assert refusal.status == 400
    assert "The body is not JSON" in refusal.sentence


def test_a_deep_nest_is_refused():
    assert refused(parse_json, b"[" * 100_000).status == 400


def test_json_is_read():
    assert parse_json(json.dumps([ROW]).encode()) == [ROW]


def test_numbers_that_are_too_large_for_a_float_are_infinite():
    assert refused(number_block, [[1.0], [-(10**400)]], ["a"]).row == 1


def test_an_infinite_number_is_told_by_its_column():
    block = np.array([[1.0, 2.0], [3.0, np.inf]])
    assert finite(block[:1], ["a", "b"]) is not None
    refusal = refused(finite, block, ["a", "b"])
    assert (refusal.column, refusal.row) == ("b", 1)
    assert refused(finite, block).row == 1


def test_cells_of_any_type_are_taken_where_any_will_do(signature):
    town = signature.by_name["town"]
    cells = ["a", 1, 2.5, True, None]
    assert checked_cells(cells, town) is cells


RECORDS = st.fixed_dictionaries(dict.fromkeys(ROW, ANY))


@given(ANY | RECORDS | st.lists(RECORDS | ANY, max_size=3))
def test_whatever_is_sent_is_understood_or_refused(value):
    inputs = tuple(Input(n, k) for n, k in zip(ROW, KINDS, strict=True))
    for schema in (
        Schema("table", inputs, tuple(ROW)),
        Schema("array", (Input(None, "number", 3),)),
        Schema("object", (Input(None, "series"),)),
    ):
        signature = Signature(Task("regression", schema, n_rows=9))
        try:
            found = rows_from_json(value, signature)
        except Refusal as refusal:
            assert refusal.status == 422
        else:
            assert found.n_rows == len(signature.X(found)) > 0
