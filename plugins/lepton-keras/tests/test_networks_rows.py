"""Rows are shuffled, cut into batches of one size, and given in the dtypes of networks."""

from __future__ import annotations

import numpy as np
from lepton_keras.networks.rows import WHOLE, Rows, batches


def test_batches_in_training_have_one_size_and_no_row_twice():
    rows = Rows({"x": np.arange(10)}, np.arange(10))

    found = list(batches(rows, 4, np.random.RandomState(0)))

    assert [len(batch) for batch in found] == [4, 4]
    assert len({x for batch in found for x in batch.inputs["x"]}) == 8
    assert all((batch.inputs["x"] == batch.target).all() for batch in found)


def test_batches_to_predict_hold_every_row_in_order():
    found = list(batches(Rows({"x": np.arange(10)}), 4))

    assert [batch.inputs["x"].tolist() for batch in found] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
    ]


def test_no_rows_are_no_batches():
    assert list(batches(Rows({"x": np.empty((0, 2))}), 4)) == []


def test_classes_are_fed_one_hot_and_numbers_as_32_bits():
    rows = Rows({"x": np.ones((2, 1), dtype=np.uint8)}, np.array([1, 0]), np.ones(2), 3)

    inputs, target, weight = rows.as_fed()

    assert inputs["x"].dtype == target.dtype == weight.dtype == np.float32
    assert target.tolist() == [[0, 1, 0], [1, 0, 0]]


def test_an_input_without_a_name_is_fed_by_itself():
    inputs, target, _ = Rows({WHOLE: np.zeros((2, 1))}).as_fed()

    assert inputs.shape == (2, 1)
    assert target is None
