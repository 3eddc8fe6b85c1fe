"""Images and sequences as the graph takes them."""

import numpy as np
import pytest
from lepton_onnx import arrays
from lepton_onnx.arrays import axes_of, batches

from lepton_automl.task import Input, Schema, Task


def put_together(found, n_rows):
    whole = np.full(n_rows, -1.0)
    for rows, part in found:
        assert part.dtype == np.float32
        whole[rows] = part.reshape(len(rows), -1).sum(axis=1)
    return whole


@pytest.mark.parametrize("n_rows", [0, 1, 7])
def test_many_rows_come_bit_by_bit_and_none_is_missed(n_rows, monkeypatch):
    monkeypatch.setattr(arrays, "MOST_CELLS", 24)
    X = np.arange(n_rows * 12).reshape(n_rows, 2, 3, 2).astype(np.uint8)
    found = list(batches(X, 2))
    assert [len(rows) for rows, _ in found] == [2] * (n_rows // 2) + [1] * (n_rows % 2)
    assert np.array_equal(put_together(found, n_rows), X.sum(axis=(1, 2, 3)))


def test_those_of_one_size_come_together():
    X = np.empty(3, dtype=object)
    X[:] = [np.full((n, 1), 1.0) for n in (2, 5, 2)]
    found = list(batches(X, 1))
    assert len(found) == 2
    assert put_together(found, 3).tolist() == [2, 5, 2]


def test_colours_become_what_the_graph_takes():
    grey, colour = np.full((1, 2, 2, 1), 7, np.uint8), np.full((1, 2, 2, 3), 7, np.uint8)
    assert [part.shape for _, part in batches(grey, 3)] == [(1, 2, 2, 3)]
    assert [part.shape for _, part in batches(colour, 1)] == [(1, 2, 2, 1)]
    assert [part.shape for _, part in batches(colour, "channels")] == [(1, 2, 2, 3)]


def test_a_table_has_no_axes():
    image = Schema("array", (Input(None, "image", 64),))
    table = Schema("table", (Input("a", "number"),))
    assert axes_of(Task("regression", image, 5)) == ("height", "width", "channels")
    ragged = Schema("object", (Input(None, "sequence", 9),))
    assert axes_of(Task("regression", ragged, 5)) == ("steps", "channels")
    assert axes_of(Task("regression", table, 5)) == ()
