"""Where the memory does not suffice, batches are halved; no row is left out or done twice."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from lepton_keras.networks.memory import in_batches, out_of_memory
from lepton_keras.networks.rows import Rows


@pytest.mark.parametrize("n_rows", [0, 1, 12, 13])
@pytest.mark.parametrize("most", [1, 3, 8])
def test_all_rows_are_done_once_and_in_their_order(n_rows, most):
    def work(batch, size):
        if len(batch) > most:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return batch.inputs["x"].tolist()

    found, size = in_batches(Rows({"x": np.arange(n_rows)}), 8, work)

    assert list(chain.from_iterable(found)) == list(range(n_rows))
    assert size <= max(most, 8 if n_rows <= most else most)


def test_memory_that_fails_later_costs_only_what_is_left():
    sizes = []

    def work(batch, size):
        if sum(sizes) >= 8 and size > 2:
            raise MemoryError
        sizes.append(len(batch))

    in_batches(Rows({"x": np.arange(12)}), 4, work)

    assert sizes == [4, 4, 2, 2]


def test_a_single_row_that_is_too_large_and_other_errors_are_told():
    def too_large(batch, size):
        raise MemoryError("one row")

    with pytest.raises(MemoryError, match="one row"):
        in_batches(Rows({"x": np.arange(4)}), 4, too_large)
    with pytest.raises(ZeroDivisionError):
        in_batches(Rows({"x": np.arange(4)}), 4, lambda *_: 1 / 0)


class ResourceExhaustedError(Exception):
    """Named as TensorFlow's."""


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ResourceExhaustedError("{{function_node __wrapped__Conv2D}}"),
        RuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 17179869184 bytes."),
        RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB."),
        RuntimeError("OOM when allocating tensor with shape[512,64]"),
    ],
)
def test_what_backends_say_of_it_is_understood(error):
    assert out_of_memory(error)
