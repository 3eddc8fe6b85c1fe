"""DATA for a model that is there already."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.cli.inputs import known_columns, read_all, read_parts, target_of
from lepton_automl.errors import InputError
from lepton_automl.task import Input, Schema, Task

COLUMNS = tuple(Input(name, "number") for name in ("a", "b"))
TASK = Task("binary", Schema("table", COLUMNS, columns=("a", "b")), n_rows=3)


def test_columns_that_the_model_does_not_know_are_left_aside_and_told(capsys):
    table = pd.DataFrame({"id": [1], "b": [2], "y": [0], "a": [3]})
    assert list(known_columns(table, TASK, ("y", None))) == ["b", "a"]
    assert capsys.readouterr().err == "Left aside: 'id' (not in the model).\n"


def test_many_columns_are_told_in_one_line(capsys):
    table = pd.DataFrame({"a": [1], **{f"c{i}": [1] for i in range(9)}})
    known_columns(table, TASK)
    assert "'c4' and 4 more (not in the model)" in capsys.readouterr().err


def test_missing_columns_are_left_for_the_model_to_name():
    assert list(known_columns(pd.DataFrame({"a": [1]}), TASK)) == ["a"]


def test_data_of_something_else_are_refused():
    with pytest.raises(InputError, match="none of the columns that the model needs: 'a', 'b'"):
        known_columns(pd.DataFrame({"c": [1]}), TASK)


def test_arrays_go_through_untouched():
    X = np.zeros((2, 2))
    assert known_columns(X, TASK) is X


def test_a_data_set_comes_with_its_target(registry):
    table = read_all("iris", registry)
    assert list(table)[-1] == "species"
    assert len(table) == 150


def test_a_file_is_read(flowers, registry):
    assert next(iter(read_all(str(flowers), registry))) == "id"


@pytest.mark.parametrize(("data", "said"), [("no.csv", "no file"), ("iri", "Did you mean")])
def test_what_is_not_there_is_named(data, said, registry):
    with pytest.raises(InputError, match=said):
        read_all(data, registry)


@pytest.fixture
def pictures(monkeypatch):
    """A data set of arrays, with the name of its target."""
    X, y = np.zeros((2, 4, 4)), pd.Series([3, 7], name="digit")
    monkeypatch.setattr("lepton_automl.recipe.rows.load_dataset", lambda *_: (X, y))
    return X, y


def test_the_target_of_arrays_comes_apart_from_them(pictures):
    X, y = pictures
    rows, apart = read_parts("pictures", None)
    assert rows is X
    assert target_of(rows, apart, "digit", "--target") is y
    with pytest.raises(InputError, match="--target = 'label', and the data have the .*'digit'"):
        target_of(rows, apart, "label", "--target")


def test_the_target_of_a_table_is_its_column():
    table = pd.DataFrame({"a": [1, 2], "y": [0, 1]})
    assert target_of(table, None, "y", "--target").tolist() == [0, 1]
