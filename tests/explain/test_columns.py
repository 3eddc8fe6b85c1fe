import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.explain import columns_of
from lepton_automl.explain.columns import CELLS, Columns
from lepton_automl.task import Input, Schema


@pytest.mark.parametrize("form", ["table", "array", "sparse"])
def test_cells_come_from_here_or_from_the_others(form, numbers):
    X = {
        "table": pd.DataFrame(numbers.X, columns=numbers.names),
        "array": numbers.X,
        "sparse": sparse.csr_matrix(numbers.X),
    }[form]
    rows = Columns(numbers.names, X)
    own = np.random.default_rng(0).random((25, 4)) < 0.5
    mixed = rows.take(np.arange(25)).mixed(rows.take(np.arange(25, 50)), own)
    assert type(mixed.X) is type(X)
    found = np.stack([mixed.column(j) for j in range(4)], axis=1)
    assert (found == np.where(own, numbers.X[:25], numbers.X[25:])).all()


@pytest.mark.parametrize("form", ["table", "array", "sparse"])
def test_one_column_is_replaced_and_the_rows_stay_as_they_were(form, numbers):
    X = {
        "table": pd.DataFrame(numbers.X, columns=numbers.names),
        "array": numbers.X,
        "sparse": sparse.csr_matrix(numbers.X),
    }[form]
    rows = Columns(numbers.names, X)
    found = rows.with_column(2, np.full(50, 7.0))
    assert (found.column(2) == 7.0).all()
    assert (rows.column(2) == numbers.X[:, 2]).all()
    assert (found.column(1) == numbers.X[:, 1]).all()


def test_columns_of_every_kind_keep_their_form(table):
    mixed = table.mixed(table.take(np.arange(60)[::-1]), np.ones((60, 4), bool))
    pd.testing.assert_frame_equal(mixed.X, table.X)


def test_chunks_cover_all_rows_once(numbers):
    n_rows = CELLS // 4 * 2 + 3
    slices = list(numbers.chunks(n_rows))
    assert [s.start for s in slices[1:]] == [s.stop for s in slices[:-1]]
    assert (slices[0].start, slices[-1].stop) == (0, n_rows)


def test_images_have_no_columns_to_explain():
    schema = Schema("array", (Input(None, "image"),))
    with pytest.raises(InputError, match="kind 'image'"):
        columns_of(np.zeros((3, 8, 8)), schema)


def test_names_are_those_of_the_inputs(table):
    schema = Schema("table", tuple(Input(n, "number") for n in table.names))
    assert columns_of(table.X, schema).names == ("size", "colour", "sold", "age")


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix, pd.DataFrame])
def test_two_sets_of_rows_become_one(form, numbers):
    rows = Columns(numbers.names, form(numbers.X))
    found = rows.take(np.arange(20)).joined(rows.take(np.arange(20, 50)))
    assert len(found) == 50
    assert all((found.column(j) == rows.column(j)).all() for j in range(4))
