import numpy as np
import pytest
from explain.counted import counted

from lepton_automl.explain.additive import additive


def a_sum(X):
    return (np.sin(X[:, 0]) + X[:, 1] ** 3 - 2 * X[:, 2])[:, None]


def test_a_sum_over_columns_has_its_values_exactly(numbers):
    rows, background = numbers.take(np.arange(5)), numbers.take(np.arange(5, 25))
    found = additive(a_sum, rows, background)
    assert found == pytest.approx(counted(a_sum, rows, background), abs=1e-12)
    assert found[:, 3] == pytest.approx(0.0, abs=1e-12)


def test_what_is_no_sum_is_left_to_others(numbers):
    def product(X):
        return (X[:, 0] * X[:, 1])[:, None]

    assert additive(product, numbers.take(np.arange(5)), numbers) is None


def test_what_looks_like_a_sum_from_one_point_is_found_out(numbers):
    background = numbers.take(np.arange(5, 25))
    background.X[0] = 0.0

    def product(X):
        return (X[:, 0] * X[:, 1])[:, None]

    # All of these differ from the first row of the background in one column only.
    rows = background.take(np.zeros(3, dtype=int)).with_column(0, np.array([1.0, 2.0, 3.0]))
    assert additive(product, rows, background) is None
