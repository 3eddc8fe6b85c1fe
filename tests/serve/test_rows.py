"""Rows of several requests, joined and cut."""

from __future__ import annotations

import numpy as np

from lepton_automl.serve.rows import Rows


def test_rows_are_joined_below_each_other():
    one = Rows(1, np.array([[1.0, 2.0]]), {"a": ["x"]}, key="json")
    two = Rows(2, np.array([[3.0, 4.0], [5.0, 6.0]]), {"a": ["y", None]}, key="json")
    both = Rows.joined([one, two])
    assert both.n_rows == 3
    assert both.numbers.tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert both.others == {"a": ["x", "y", None]}
    assert both.key == "json"


def test_one_part_is_not_copied():
    rows = Rows(1, np.array([[1.0]]))
    assert Rows.joined([rows]) is rows


def test_pieces_hold_all_rows_in_order():
    rows = Rows(5, np.arange(5.0)[:, None], {"a": list("abcde")})
    pieces = rows.pieces(2)
    assert [p.n_rows for p in pieces] == [2, 2, 1]
    again = Rows.joined(pieces)
    assert again.numbers.ravel().tolist() == [0, 1, 2, 3, 4]
    assert again.others == rows.others


def test_few_rows_stay_whole():
    rows = Rows(2, others={"a": ["x", "y"]})
    assert rows.pieces(2) == [rows]
