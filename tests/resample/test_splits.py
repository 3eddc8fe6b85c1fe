"""Splits answer questions about themselves."""

import numpy as np

from lepton_automl.resample import Splits


def test_test_rows_come_fold_after_fold():
    splits = Splits.of([([0, 1], [2, 3]), ([2, 3], [1, 0])])
    assert splits.test_rows(1).tolist() == [2, 3]
    assert splits.test_rows(2).tolist() == [2, 3, 1, 0]


def test_positions_become_integer_arrays():
    splits = Splits.of([((0,), np.array([1], dtype=np.int8))])
    assert all(rows.dtype == np.intp for pair in splits.pairs for rows in pair)
