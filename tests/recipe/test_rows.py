"""Rows from files and data sets, without the columns that are no inputs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.plugin import DatasetSpec
from lepton_automl.recipe import DataSection
from lepton_automl.recipe.rows import (
    Rows,
    load_dataset,
    load_rows,
    separate,
    separate_target,
    target_names,
)


@pytest.fixture
def shelf():
    """A registry as far as data sets go."""

    def cards():
        X = pd.DataFrame({"a": [1.0, 2.0], "house": ["x", "y"], "w": [1.0, 3.0]})
        return X, pd.Series([0, 1], name="won")

    def greys():
        return np.zeros((3, 8, 8)), np.array([0, 1, 0])

    specs = (
        DatasetSpec("cards", cards),
        DatasetSpec("greys", greys),
        DatasetSpec("far", cards, requires=("no_such_package",)),
    )
    return SimpleNamespace(datasets={spec.name: spec for spec in specs})


@pytest.fixture
def table(tmp_path):
    """A file of rows."""
    path = tmp_path / "rows.csv"
    path.write_text("id,a,house,w,y\n1,0.5,x,1,no\n2,0.7,y,2,yes\n")
    return path


def test_a_file_is_parted_into_inputs_target_groups_and_weights(table, shelf):
    section = DataSection(
        train=table, target="y", drop=("id",), group_column="house", weight_column="w"
    )
    rows, test = load_rows(section, shelf)
    assert test is None
    assert list(rows.X) == ["a"]
    assert rows.y.tolist() == ["no", "yes"]
    assert rows.groups.tolist() == ["x", "y"]
    assert rows.sample_weight.tolist() == [1, 2]
    assert rows.target == "y"


def test_a_test_file_is_read_the_same_way(table, shelf):
    section = DataSection(train=table, test=table, target="y", drop=("id",))
    rows, test = load_rows(section, shelf)
    pd.testing.assert_frame_equal(rows.X, test.X)


def test_a_data_set_is_parted_too(shelf):
    section = DataSection(dataset="cards", group_column="house", target="won")
    rows, _ = load_rows(section, shelf)
    assert list(rows.X) == ["a", "w"]
    assert rows.groups.tolist() == ["x", "y"]


def test_arrays_go_through_untouched(shelf):
    rows, _ = load_rows(DataSection(dataset="greys"), shelf)
    assert rows.X.shape == (3, 8, 8)
    assert rows.target is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": "z"}, "target = 'z' is not a column of the data. Known: 'a', 'house'"),
        ({"target": "y", "drop": ("ida",)}, "drop = 'ida' .* Did you mean 'id'?"),
        ({"target": "y", "group_column": "hous"}, "group_column .* Did you mean 'house'?"),
        ({"target": "y", "weight_column": "v"}, "weight_column = 'v' is not a column"),
    ],
)
def test_a_column_that_is_not_there_is_named(table, shelf, fields, said):
    with pytest.raises(InputError, match=said):
        load_rows(DataSection(train=table, **fields), shelf)


def test_columns_need_a_table(shelf):
    with pytest.raises(InputError, match="group_column = 'a' needs a table; X is a ndarray"):
        load_rows(DataSection(dataset="greys", group_column="a"), shelf)


def test_a_data_set_keeps_its_own_target(shelf):
    with pytest.raises(InputError, match="'cards' has the target 'won'. Leave the target out"):
        load_rows(DataSection(dataset="cards", target="a"), shelf)


def test_an_unknown_data_set_has_its_near_miss(shelf):
    with pytest.raises(InputError, match="No data set is named 'card'. Did you mean 'cards'?"):
        load_dataset("card", shelf)


def test_what_a_data_set_needs_is_said(shelf):
    with pytest.raises(InputError, match="'far' needs: pip install no_such_package"):
        load_dataset("far", shelf)


def test_rows_are_taken_by_position():
    frame = pd.DataFrame({"a": [1, 2, 3]}, index=[7, 7, 9])
    rows = Rows(frame, np.array([0, 1, 0]), groups=frame["a"]).take([2, 0])
    assert rows.X["a"].tolist() == [3, 1]
    assert rows.y.tolist() == [0, 0]
    assert rows.groups.tolist() == [3, 1]
    assert rows.sample_weight is None
    assert len(rows) == 2


def test_a_column_is_taken_by_its_name():
    assert separate(pd.DataFrame({"a": [1]}), "a", "target").tolist() == [1]


def test_a_target_may_name_several_columns(tmp_path, shelf):
    path = tmp_path / "rows.csv"
    path.write_text('x,u,v,"a,b"\n1,2,3,4\n5,6,7,8\n')
    rows, _ = load_rows(DataSection(train=path, target="u, v"), shelf)
    assert list(rows.X) == ["x", "a,b"]
    assert rows.y.to_dict("list") == {"u": [2, 6], "v": [3, 7]}
    rows, _ = load_rows(DataSection(train=path, target="a,b"), shelf)
    assert rows.y.tolist() == [4, 8]
    with pytest.raises(InputError, match="target = 'w' is not a column"):
        load_rows(DataSection(train=path, target="u,w"), shelf)


def test_the_names_of_a_target_are_its_columns():
    table = pd.DataFrame({"a": [1], "b": [2]})
    assert target_names(table, "a") == ["a"]
    assert target_names(table, "a, b") == ["a", "b"]
    assert separate_target(table, "b,a", "--target").columns.tolist() == ["b", "a"]


def test_rows_of_a_file_without_a_target_are_left_out_and_counted(tmp_path, shelf):
    path = tmp_path / "rows.csv"
    path.write_text("a,y\n1,no\n2,\n3,yes\n")

    rows, _ = load_rows(DataSection(train=path, target="y"), shelf)

    assert rows.X["a"].tolist() == [1, 3]
    assert rows.y.tolist() == ["no", "yes"]
    assert rows.unlabelled == rows.take([0]).unlabelled == 1


def test_a_target_that_is_empty_in_every_row_is_refused(tmp_path, shelf):
    path = tmp_path / "rows.csv"
    path.write_text("a,y\n1,\n2,\n")

    with pytest.raises(InputError, match="target = 'y' is empty in every row"):
        load_rows(DataSection(train=path, target="y"), shelf)
