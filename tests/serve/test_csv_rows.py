"""CSV -> rows, and what is refused."""

from __future__ import annotations

import pytest

from lepton_automl.serve.csv_rows import csv_from_columns, rows_from_csv
from lepton_automl.serve.refusal import Refusal

HEAD = "age,income,town,member,since\n"


def refused(text, signature):
    """Return the refusal of a text."""
    with pytest.raises(Refusal) as caught:
        rows_from_csv(text if isinstance(text, bytes) else text.encode(), signature)
    return caught.value


def test_rows_are_read_by_name_and_only_an_empty_cell_is_missing(signature):
    text = "town,income,age,since,member,constant\nNA,1,2,2020-01-01,true,1\n,,,,,\n"
    rows = rows_from_csv(text.encode(), signature)
    assert rows.n_rows == 2
    assert rows.others["town"] == ["NA", None]
    assert rows.others["age"][0] == 2.0
    assert "constant" not in rows.others
    assert rows.key is None


def test_excel_writes_a_mark_in_front(signature):
    rows = rows_from_csv(
        b"\xef\xbb\xbf" + (HEAD + "1,2,Ulm,true,2020-01-01\n").encode(), signature
    )
    assert rows.n_rows == 1


def test_quoted_cells_may_hold_commas_and_lines(signature):
    rows = rows_from_csv((HEAD + '1,2,"Ulm,\nNeu",true,2020-01-01\n').encode(), signature)
    assert rows.others["town"] == ["Ulm,\nNeu"]


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 422, "The CSV is empty"),
        (HEAD, 422, "has no rows below its header"),
        ("age,income\n1,2\n", 422, "lacks 3 columns that the model needs: 'town'"),
        (HEAD.replace("\n", ",x\n") + "1,2,3,4,5,6\n", 422, "does not know: 'x'"),
        ("age,age,income\n1,2,3\n", 422, "has the column 'age' twice"),
        (HEAD + "1,2,Ulm,true,2020-01-01\n1,2\n", 422, "Row 1 has 2 cells for 5 columns"),
        (HEAD + "1,2,Ulm,true,2020-01-01,9\n", 422, "Row 0 has 6 cells for 5 columns"),
        (b"\xff\xfea,b", 400, "is not in UTF-8: byte 0"),
        (HEAD + '"' + "x" * 200_000, 400, "cannot be read as CSV: field larger than"),
        ("," * 1_000_000, 422, "has the column '' twice"),
    ],
)
def test_what_is_no_such_table_is_refused(signature, text, status, said):
    refusal = refused(text, signature)
    assert refusal.status == status
    assert said in refusal.sentence


def test_arrays_have_no_csv(array_signature):
    assert refused("a,b,c\n1,2,3\n", array_signature).status == 415


def test_columns_are_written_as_csv():
    assert csv_from_columns({"a": ["x,y"], "b": [0.5]}) == b'a,b\n"x,y",0.5\n'
