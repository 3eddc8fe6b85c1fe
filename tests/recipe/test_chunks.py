"""Rows of a file in pieces, each typed as if the file had been read at once."""

from __future__ import annotations

import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.recipe.chunks import read_chunks
from lepton_automl.recipe.table import read_table

# Columns whose first half looks other than the whole.
COLUMNS = {
    "code": ["01", "02", "03", "A4", "05", "06"],
    "whole": ["1", "2", "3", "4", "5", "6"],
    "gap": ["1", "2", "3", "4", "", "6"],
    "half": ["1", "2", "3", "4.5", "5", "6"],
    "late": ["", "", "", "", "x", "y"],
    "never": ["", "", "", "", "", ""],
    "flag": ["True", "False", "True", "", "False", "True"],
    "mixed": ["True", "False", "True", "2", "3", "4"],
    "words": ["NA", "None", "x y", "", '"q"', "é"],
    "date": ["2020-01-01", "", "2020-01-03", "2020-01-04", "2020-01-05", "x"],
    "large": ["1", "2", "3", "4", "5", "18446744073709551615"],
}


@pytest.fixture(params=[".csv", ".tsv", ".csv.gz", ".csv.zip"])
def path(request, tmp_path):
    """A file of these columns."""
    found = tmp_path / f"rows{request.param}"
    separator = "\t" if "tsv" in request.param else ","
    pd.DataFrame(COLUMNS).to_csv(found, index=False, sep=separator)
    return found


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 6, 100])
def test_pieces_below_each_other_are_the_whole(path, rows):
    pieces = list(read_chunks(path, cells=rows * len(COLUMNS)))
    assert len(pieces) == -(-6 // rows)
    whole = read_table(path)
    for name in COLUMNS:
        found = [cell for piece in pieces for cell in piece[name]]
        assert [str(cell) for cell in found] == [str(cell) for cell in whole[name]], name


@pytest.mark.parametrize("rows", [1, 4, 100])
def test_parquet_comes_in_pieces_too(tmp_path, rows):
    table = pd.DataFrame(
        {
            "a": pd.array([1, 2, None, 4, 5, 6], dtype="Int64"),
            "b": list("uvwxyz"),
            "c": range(6),
        }
    )
    table.to_parquet(tmp_path / "rows.parquet", row_group_size=2)
    pieces = list(read_chunks(tmp_path / "rows.parquet", cells=3 * rows))
    found = pd.concat(pieces, ignore_index=True)
    assert found["b"].tolist() == list("uvwxyz")
    assert found["c"].tolist() == list(range(6))
    assert found["a"].isna().tolist() == [False, False, True, False, False, False]
    assert len({str(piece["a"].dtype) for piece in pieces}) == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("none.csv", None, "There is no file"),
        ("rows.xlsx", "x", "is no table that can be read"),
        ("rows.csv", "", "cannot be read as a table: No columns to parse"),
        ("rows.csv", "a,b\n", "has no rows"),
        ("rows.csv", "a,b\n1,2\n1,2,3\n", "Expected 2 fields in line 3, saw 3"),
        ("rows.csv.gz", "no gzip", "cannot be read as a table: Not a gzipped file"),
        ("rows.parquet", "no parquet", "cannot be read as a table"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said):
        list(read_chunks(tmp_path / name))


def test_a_fault_in_the_middle_is_told_before_a_row_is_given(tmp_path):
    (tmp_path / "rows.csv").write_text("a,b\n" + "1,2\n" * 10 + "1,2,3\n")
    given = []
    with pytest.raises(InputError, match="saw 3"):
        given.extend(read_chunks(tmp_path / "rows.csv", cells=4))
    assert not given


def test_an_empty_parquet_file_has_no_rows(tmp_path):
    pd.DataFrame({"a": []}).to_parquet(tmp_path / "rows.parquet")
    with pytest.raises(InputError, match="has no rows"):
        list(read_chunks(tmp_path / "rows.parquet"))
