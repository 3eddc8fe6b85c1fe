from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.intake.useless import comparable, digest, useless


def reason(name, values, kind="number", dtype=None):
    column = pd.Series(values, name=name)
    return useless(name, column, kind, np.array(values, dtype=dtype or np.float64))


def test_a_constant_and_an_empty_column_are_useless():
    assert reason("a", [2, 2, 2]) == "is constant (2.0)"
    assert reason("a", [np.nan] * 3) == "holds no value"
    assert reason("a", ["", "", ""], "text", object) == "holds no value"


def test_a_constant_with_gaps_says_something():
    assert reason("a", [2.0, np.nan, 2.0]) is None


def test_names_of_single_rows_are_useless():
    codes = [f"k{i}" for i in range(40)]

    assert "identifier (40 different values in 40 rows)" in reason(
        "a", codes, "category", object
    )
    assert reason("a", codes[:30] + codes[:10], "category", object) is None


def test_few_rows_say_nothing_about_names():
    assert reason("a", [f"k{i}" for i in range(10)], "category", object) is None


@pytest.mark.parametrize("name", ["id", "ID", "row_id", "customer id", "PassengerId", "idx"])
def test_a_count_of_the_rows_that_is_named_so_is_useless(name):
    assert reason(name, range(30)) == "looks like an identifier (it numbers the rows)"
    assert reason(name, list(range(0, 90, 3))) is not None
    assert reason(name, np.random.default_rng(0).permutation(30)) is not None


@pytest.mark.parametrize("name", ["paid", "width", "age", "humid", "x"])
def test_a_quantity_is_kept_whatever_its_order(name):
    assert reason(name, range(30)) is None


def test_numbers_named_id_that_do_not_count_rows_are_kept():
    assert reason("id", [7 * i % 31 for i in range(25)] + [1, 1, 1, 1, 1]) is None
    assert reason("id", np.random.default_rng(0).choice(10**6, 30, replace=False)) is None
    assert reason("id", np.linspace(0.5, 1.5, 30)) is None


def test_only_equal_columns_share_a_fingerprint():
    a = np.array([1.0, np.nan, 3.0])
    words = np.array(["x", "y", np.nan], dtype=object)

    assert digest(a) == digest(a.copy())
    assert digest(a) != digest(a[::-1])
    assert digest(words) == digest(words.copy())
    assert digest(words) != digest(np.array(["x", "y", "z"], dtype=object))
    assert digest(np.array(["2020"], dtype="datetime64[ns]"))


def test_objects_of_other_kinds_are_not_compared():
    assert comparable(np.array(["a", np.nan], dtype=object))
    assert comparable(np.ones(3))
    assert not comparable(np.array([{}, {}], dtype=object))
