"""Rows that are made up are nasty, repeatable, and none of the data's."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.export.probe import FAR, UNSEEN, len_of, probe, sample, take
from lepton_automl.task import Input, Schema, Task

KINDS = {
    "size": "number",
    "colour": "category",
    "sold": "boolean",
    "when": "datetime",
    "note": "text",
}


@pytest.fixture
def table():
    random = np.random.default_rng(1)
    n = 200
    words = [f"word{i}" for i in range(50)]
    return pd.DataFrame(
        {
            "size": random.normal(size=n),
            "colour": pd.Series(random.choice(["red", "green"], n), dtype=object),
            "sold": random.integers(0, 2, n).astype(float),
            "when": pd.date_range("2020", periods=n).to_numpy("M8[ns]"),
            "note": pd.Series(
                [" ".join(random.choice(words, 4)) for _ in range(n)], dtype=object
            ),
        }
    )


@pytest.fixture
def task():
    inputs = tuple(Input(name, kind) for name, kind in KINDS.items())
    return Task("regression", Schema("table", inputs, tuple(KINDS), named=True), 200)


def test_the_same_sample_gives_the_same_rows(table, task):
    pd.testing.assert_frame_equal(probe(table, task), probe(table.copy(), task))


def test_form_and_types_are_those_of_the_data(table, task):
    found = probe(table, task)
    assert list(found.columns) == list(table.columns)
    assert found.dtypes.tolist() == table.dtypes.tolist()
    assert found["colour"].dtype == object
    assert len(found) == 96


def test_it_has_what_production_sends(table, task):
    found = probe(table, task)
    assert found["size"].isna().any()
    assert {FAR, -FAR} & set(found["size"])
    assert UNSEEN in set(found["colour"])
    assert found["colour"].isna().any()
    assert found["sold"].isna().any()
    assert found["when"].isna().any()
    assert "" in set(found["note"])
    assert any(not text.isascii() for text in found["note"])


def test_its_first_third_is_ordinary(table, task):
    ordinary = probe(table, task).head(32)
    assert set(ordinary["size"]) <= set(table["size"])
    assert set(ordinary["colour"]) <= {"red", "green"}
    assert not ordinary.isna().any().any()


def test_no_row_is_one_of_the_data(table, task):
    """What is kept in an artifact must not be somebody's record."""
    found = probe(table, task)
    both = found.merge(table, on=["size", "when", "note"])
    assert len(both) == 0
    texts = [text.upper() for text in table["note"]]
    assert not any(text in made.upper() for text in texts for made in found["note"])


def test_the_data_are_left_as_they_were(table, task):
    before = table.copy(deep=True)
    probe(table, task)
    pd.testing.assert_frame_equal(table, before)


def test_a_column_without_values_is_no_trouble(table, task):
    empty = table.assign(
        size=np.nan,
        colour=np.full(len(table), np.nan, object),
        when=np.array(["NaT"] * len(table), dtype="M8[ns]"),
        note="",
    )
    assert len(probe(empty, task)) == 96


def test_an_array_stays_one_and_wide_ones_give_fewer_rows():
    task = Task("regression", Schema("array", (Input(None, "number", 2000),)), 50)
    X = np.random.default_rng(0).normal(size=(50, 2000)).astype(np.float32)
    found = probe(X, task)
    assert found.shape == (12, 2000)
    assert found.dtype == np.float32
    assert np.isnan(found).any()


def test_a_sparse_matrix_keeps_its_pattern(task):
    X = sparse.random_array((60, 8), density=0.3, rng=0, format="csr")
    found = probe(X, task)
    assert found.shape == (48, 8)
    assert (found.indices == X[:48].indices).all()
    assert not np.array_equal(found.data, X[:48].data)


def test_pictures_are_some_of_the_data(task):
    pictures = np.random.default_rng(0).random((40, 6, 6))
    np.testing.assert_array_equal(probe(pictures, task), pictures[:12])


def test_a_sample_is_small_and_of_rows_in_order():
    X = np.arange(3000.0).reshape(-1, 1)
    found = sample(X)
    assert found.shape == (256, 1)
    assert (np.diff(found[:, 0]) > 0).all()
    assert sample(np.zeros((30, 200_000))).shape[0] == 12
    assert sample(X[:5]).shape == (5, 1)


def test_rows_are_taken_by_position(table):
    found = take(table.set_index("size"), np.array([3, 1]))
    assert found["note"].tolist() == table["note"].iloc[[3, 1]].tolist()
    assert found.index.tolist() == [0, 1]
    assert len_of(sparse.csr_matrix((4, 2))) == 4
