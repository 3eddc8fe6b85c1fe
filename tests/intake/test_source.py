from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.intake.source import columns, floats, named, source, sparse_floats


def test_what_is_read_already_passes_untouched():
    for X in (pd.DataFrame({"a": [1]}), np.ones((2, 2)), sparse.eye(2).tocsr()):
        assert source(X) is X


def test_other_tables_come_in_through_to_pandas():
    class Table:
        columns = ("a",)

        def to_pandas(self):
            return pd.DataFrame({"a": [1, 2]})

    assert source(Table())["a"].tolist() == [1, 2]


def test_records_become_a_table():
    X = np.array([(1, "a"), (2, "b")], dtype=[("size", int), ("name", "U1")])

    assert source(X)["name"].tolist() == ["a", "b"]


def test_numbers_beside_strings_stay_numbers():
    found = source([[1, "a"], [2.5, "b"]])

    assert found["x0"].tolist() == [1, 2.5]


def test_moments_in_an_array_become_a_table():
    found = source(np.array([["2020-01-01"], ["2021-01-01"]], dtype="datetime64[D]"))

    assert pd.api.types.is_datetime64_any_dtype(found["x0"].dtype)


def test_a_list_of_equal_arrays_is_stacked_and_of_unequal_ones_is_not():
    assert source([np.ones((4, 3)), np.zeros((4, 3))]).shape == (2, 4, 3)
    assert source([np.ones(4), np.zeros(3)]).shape == (2,)


def test_a_list_of_sparse_rows_is_refused():
    with pytest.raises(InputError, match="scipy.sparse.vstack"):
        source([sparse.eye(2).tocsr()])


def test_a_second_name_is_numbered_beside_those_there_are():
    frame = pd.DataFrame(np.ones((1, 5)), columns=["a", "a", "a.1", 3, "a"])

    assert columns(frame) == ["a", "a.2", "a.1", "3", "a.3"]


def test_naming_leaves_the_table_alone():
    frame = pd.DataFrame({3: [1]}, index=["row"])

    found = named(frame)

    assert list(found.columns) == ["3"]
    assert list(frame.columns) == [3]
    assert list(frame.index) == ["row"]


def test_objects_become_floats_with_gaps():
    X = np.array([[1, None], [pd.NA, 2.5]], dtype=object)

    np.testing.assert_array_equal(floats(X), [[1, np.nan], [np.nan, 2.5]])


def test_a_number_too_large_is_infinite():
    with pytest.raises(InputError, match="infinity or a value too large"):
        floats(np.array([[10**400]], dtype=object))


def test_a_large_sum_is_not_infinite():
    X = np.full((3, 2), 1e308)

    assert floats(X) is X


def test_gaps_hide_no_infinity():
    with pytest.raises(InputError, match="infinity"):
        floats(np.array([[np.nan, np.inf]]))


def test_doubled_entries_are_summed_without_touching_the_matrix_given():
    X = sparse.csr_matrix(
        (np.array([1.0, 2.0]), np.array([0, 0]), np.array([0, 2])), shape=(1, 2)
    )

    found = sparse_floats(X)

    assert found.nnz == 1
    assert found[0, 0] == 3.0
    assert X.nnz == 2


def test_long_positions_are_shortened():
    X = sparse.random(5, 4, density=0.5, format="csr", random_state=0)
    X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)

    found = sparse_floats(X)

    assert found.indices.dtype == found.indptr.dtype == np.int32
    assert (found != X).nnz == 0


def test_what_a_masked_array_hides_is_missing():
    hidden = [[False, True], [False, False]]

    whole = source(np.ma.masked_array([[1, 2], [3, 4]], mask=hidden))
    words = source(np.ma.masked_array([["a", "b"], ["c", "d"]], mask=hidden))

    np.testing.assert_array_equal(whole, [[1.0, np.nan], [3.0, 4.0]])
    assert words["x1"].tolist() == [None, "d"]


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_a_matrix_becomes_an_array():
    assert type(source(np.asmatrix(np.eye(2)))) is np.ndarray
