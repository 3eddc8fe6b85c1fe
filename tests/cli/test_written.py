"""Tables written piece by piece."""

from __future__ import annotations

import os
import threading

import pandas as pd
import pytest

from lepton_automl.cli.written import writing
from lepton_automl.errors import InputError

PIECES = [pd.DataFrame({"a": [1, 2], "b": ["x,y", "z"]}), pd.DataFrame({"a": [3], "b": ["w"]})]
WHOLE = pd.concat(PIECES, ignore_index=True)


def write(out):
    """Write the pieces."""
    with writing(None if out is None else str(out)) as write_piece:
        for piece in PIECES:
            write_piece(piece)


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.bz2", "csv.xz", "csv.zip", "txt"])
def test_pieces_become_one_csv(tmp_path, ending):
    write(tmp_path / f"out.{ending}")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / f"out.{ending}"), WHOLE)
    assert [p.name for p in tmp_path.iterdir()] == [f"out.{ending}"]


def test_pieces_become_one_tsv(tmp_path):
    write(tmp_path / "out.tsv.gz")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "out.tsv.gz", sep="\t"), WHOLE)


def test_pieces_become_one_parquet_file(tmp_path):
    write(tmp_path / "out.parquet")
    found = pd.read_parquet(tmp_path / "out.parquet")
    assert found.to_dict("list") == WHOLE.to_dict("list")


def test_two_columns_of_one_name_do_not_go_into_parquet(tmp_path):
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with (
        pytest.raises(InputError, match="two columns 'a'"),
        writing(str(tmp_path / "out.parquet")) as write_piece,
    ):
        write_piece(twice)
    assert not list(tmp_path.iterdir())


def test_pieces_go_to_stdout(capsys):
    write(None)
    assert capsys.readouterr().out == 'a,b\n1,"x,y"\n2,z\n3,w\n'


def test_half_a_file_is_never_there(tmp_path):
    (tmp_path / "out.csv").write_text("old")

    def fail():
        with writing(str(tmp_path / "out.csv")) as write_piece:
            write_piece(PIECES[0])
            assert (tmp_path / "out.csv").read_text() == "old"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "out.csv").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    write(pipe)
    reader.join()
    assert heard == ['a,b\n1,"x,y"\n2,z\n3,w\n']
    assert pipe.is_fifo()


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        write(tmp_path / "no" / "out.csv")
