from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.intake.layout import as_array, matched, table
from lepton_automl.intake.source import floats
from lepton_automl.task import Input, Schema

SCHEMA = Schema(
    "table",
    (Input("a", "number"), Input("b", "number")),
    columns=("a", "b", "c"),
    left_out=(("c", "is constant (1)"),),
    named=True,
)


def test_names_decide_and_not_positions():
    frame = pd.DataFrame({"c": [1], "b": [2], "a": [3]})

    found = matched(frame, SCHEMA, "Me")

    assert found[["a", "b"]].to_numpy().tolist() == [[3, 2]]


def test_a_table_with_the_columns_of_fit_is_taken_as_it_is():
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]}, index=[7])

    assert matched(frame, SCHEMA, "Me") is frame


def test_what_is_not_learned_from_may_be_absent():
    assert list(matched(pd.DataFrame({"b": [2], "a": [3]}), SCHEMA, "Me").columns) == ["b", "a"]


def test_all_missing_and_extra_columns_are_named():
    frame = pd.DataFrame({"d": [1], "e": [2]})

    with pytest.raises(
        InputError, match="lacks 2 columns .*: 'a', 'b'.*2 columns .*: 'd', 'e'"
    ):
        matched(frame, SCHEMA, "Me")


def test_a_long_list_of_columns_is_cut_short():
    frame = pd.DataFrame({"a": [1], "b": [1], **{f"n{i}": [1] for i in range(13)}})

    with pytest.raises(InputError, match="'n9' and 3 more"):
        matched(frame, SCHEMA, "Me")


def test_columns_of_one_name_are_matched_in_order():
    schema = Schema("table", (), columns=("a", "a.1"), named=True)
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])

    assert matched(frame, schema, "Me")["a.1"].tolist() == [2]


def test_a_table_of_other_dtypes_becomes_an_array():
    assert as_array(pd.DataFrame({"a": [1], "b": [2.5]})).dtype == np.float64
    nullable = pd.DataFrame({"a": pd.array([1, None], dtype="Int64")})
    np.testing.assert_array_equal(floats(as_array(nullable)), [[1.0], [np.nan]])


def test_columns_of_an_array_are_numbered():
    assert list(table(np.ones((1, 2))).columns) == ["x0", "x1"]
