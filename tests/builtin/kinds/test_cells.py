from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.builtin.kinds.cells import cells, is_missing, share


def test_cells_come_from_all_over_the_column():
    found = cells(pd.Series(range(10_000)))

    assert len(found) == 1000
    assert (found[0], found[-1]) == (0, 9999)


def test_gaps_and_blanks_are_no_cells():
    assert cells(pd.Series(["a", None, "", " ", np.nan, pd.NA])) == ["a"]


def test_a_column_of_gaps_is_searched_to_its_end():
    assert cells(pd.Series([None] * 5000 + ["last"] + [None] * 5000)) == ["last"]


@pytest.mark.parametrize(
    "value", [None, np.nan, pd.NA, pd.NaT, "", "  ", np.datetime64("NaT", "us")]
)
def test_there_are_many_ways_to_be_missing(value):
    assert is_missing(value)


@pytest.mark.parametrize("value", [0, False, "NA", "None", b""])
def test_what_is_there_is_not_missing(value):
    assert not is_missing(value)


def test_a_share_of_nothing_is_nothing():
    assert share([]) == 0.0
    assert share([True, False]) == 0.5


def test_an_array_in_a_cell_is_not_missing():
    assert not is_missing(np.zeros((2, 2)))
