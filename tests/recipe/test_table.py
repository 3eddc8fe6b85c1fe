"""Files become tables; what cannot be read is told in one sentence."""

from __future__ import annotations

import gzip
import zipfile

import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.recipe import table
from lepton_automl.recipe.table import is_table, read_table

TEXT = "size,colour\n1.5,NA\n,None\n3,\n"


@pytest.fixture
def write(tmp_path):
    """Write the text in each form that is read."""

    def write(name: str):
        path = tmp_path / name
        text = TEXT.replace(",", "\t") if ".tsv" in name else TEXT
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        elif name.endswith(".zip"):
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("rows.csv", text)
        else:
            path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("name", ["a.csv", "a.b.CSV", "a.csv.gz", "a.tsv", "a.tsv.gz", "a.zip"])
def test_an_empty_cell_is_missing_and_words_are_not(write, name):
    found = read_table(write(name.replace("a.zip", "a.csv.zip")))
    assert list(found) == ["size", "colour"]
    assert found["size"].isna().tolist() == [False, True, False]
    assert found["colour"].tolist()[:2] == ["NA", "None"]
    assert found["colour"].isna().tolist() == [False, False, True]


def test_parquet_is_read(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    frame.to_parquet(tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(read_table(tmp_path / "a.parquet"), frame)


def test_without_pyarrow_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(table, "missing_packages", lambda names: tuple(names))
    with pytest.raises(InputError, match="pip install pyarrow"):
        read_table(tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "cannot be read as a table"),
        ("a.csv", b"a,b\n", "has no rows"),
        ("a.csv", b"a,b\n1,2\n1,2,3,4\n", "cannot be read as a table"),
        ("a.csv", b"a\n\xff\xfe\n", "cannot be read as a table"),
        ("a.csv.gz", b"a,b\n1,2\n", "cannot be read as a table"),
        ("a.csv.xz", b"a,b\n1,2\n", "cannot be read as a table"),
        ("a.csv.zip", b"a,b\n1,2\n", "cannot be read as a table"),
        ("a.parquet", b"PAR1", "cannot be read as a table"),
        ("a.xlsx", b"", "Known endings"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_table(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["no.csv", "."])
def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(InputError, match=f"There is no file '{path}'"):
        read_table(path)


def test_endings_tell_tables_from_names():
    assert is_table("A.CSV.GZ")
    assert not is_table("breast_cancer")
    assert not is_table("csv")
