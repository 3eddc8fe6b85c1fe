"""Columns are taken out of rows once."""

import numpy as np
import pandas as pd

from lepton_automl.quick.rows import Rows, factorized


def test_columns_of_a_table_come_as_floats_or_as_objects():
    table = pd.DataFrame({"a": [1.0, np.nan], "b": [2.0, 3.0]})
    table["c"] = pd.Series(["x", None], dtype=object)
    rows = Rows(table)
    assert rows.array(("b", "a")).dtype == np.float64
    assert rows.array(("a", "c"))[0].tolist() == [1.0, "x"]
    assert rows.array(("b", "a")) is rows.array(("b", "a"))
    assert rows.frame(("c",)).columns.tolist() == ["c"]
    assert rows.array(None).shape == (2, 3)


def test_columns_of_one_type_are_taken_together_in_the_order_asked_for():
    X = np.arange(6.0).reshape(2, 3)
    rows = Rows(pd.DataFrame(X, columns=["a", "b", "c"]))
    assert rows.array(None).tolist() == X.tolist()
    assert rows.array(("c", "a")).tolist() == [[2.0, 0.0], [5.0, 3.0]]
    assert rows.array(("c", "a")).flags.c_contiguous
    names = pd.DataFrame({"a": ["x", "y"], "b": ["z", None]}, dtype=object)
    assert Rows(names).array(("b",)).tolist() == [["z"], [None]]


def test_an_array_is_its_own_columns():
    X = np.arange(6.0).reshape(2, 3)
    assert Rows(X).array((2,)).ravel().tolist() == [2.0, 5.0]
    assert Rows(X).array(None) is X


def test_levels_are_found_once_and_kept_apart_as_objects_are():
    column = np.array(["b", None, np.nan, "a", "b", np.nan], dtype=object)
    codes, levels = factorized(column)
    assert codes.tolist() == [0, 1, 2, 3, 0, 2]
    assert levels[:2] == ["b", None]
    codes, levels = factorized(np.array([2.0, np.nan, 2.0, np.nan]))
    assert codes.tolist() == [0, 1, 0, 1]
    assert np.isnan(levels[1])
    rows = Rows(pd.DataFrame({"a": column}))
    assert rows.levels(("a",))[0] is rows.levels(None)[0]
    assert [c.tolist() for c, _ in Rows(np.array([[5.0, 1.0], [5.0, 2.0]])).levels(None)] == [
        [0, 0],
        [0, 1],
    ]
