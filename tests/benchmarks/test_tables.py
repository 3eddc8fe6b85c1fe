from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("tables")


def test_there_are_tables_of_every_shape(tables):
    shapes = {name: tables.load(name)[0].shape for name in ("tiny", "wide", "long")}
    assert shapes["tiny"][0] < 30
    assert shapes["wide"] == (150, 10_000)
    assert shapes["long"][0] == 60_000


@pytest.mark.parametrize("name", ["iris", "letters", "mixed"])
def test_every_class_is_learned_and_held_out(tables, name):
    _, y, _, y_test = tables.load(name)
    assert set(np.unique(y)) == set(np.unique(y_test))


def test_the_mixed_table_has_missing_values_dates_text_and_strings_to_predict(tables):
    X, y, _, _ = tables.load("mixed")
    assert X["size"].isna().any()
    assert X["day"].dtype.kind == "M"
    assert X["note"].str.contains(" ").all()
    assert set(y) == {"sold", "open"}


def test_the_sparse_table_stays_sparse(tables):
    X, y, _, _ = tables.load("sparse")
    assert scipy.sparse.issparse(X)
    assert set(y) == {0, 1}


def test_the_same_rows_are_drawn_each_time(tables):
    first, again = tables.load("mixed"), tables.load("mixed")
    assert first[0].equals(again[0])
    assert (first[1] == again[1]).all()
