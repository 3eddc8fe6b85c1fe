"""On which rows two forms of a model can be compared."""

import numpy as np
import pandas as pd
import pytest

from lepton_automl.errors import ExportError
from lepton_automl.export.replay import answers
from lepton_automl.export.steady import expected, steady

X = np.array([[1.0, 2.0], [1e12, 2.0], [3.0, 4.0], [-1e12, 1e12]])


class Model:
    """Predicts by a function of all rows."""

    def __init__(self, function):
        self.predict = function


def digits(X):
    """Return the last digits of the first column: what is left of a huge number is noise."""
    return np.asarray(X)[:, 0] % 1e-3


def test_rows_where_rounding_decides_are_left_out():
    model = Model(digits)
    assert steady(model, X, answers(model, X), 1e-6).tolist() == [0, 2]
    table = pd.DataFrame(X, columns=["a", "b"])
    assert steady(model, table, answers(model, table), 1e-6).tolist() == [0, 2]


def test_huge_numbers_that_change_nothing_stay():
    model = Model(lambda X: np.sign(X[:, 0]))
    assert steady(model, X, answers(model, X), 1e-6).tolist() == [0, 1, 2, 3]


def test_where_all_rows_hang_on_rounding_all_are_compared():
    model = Model(digits)
    assert steady(model, X[[1, 3]], answers(model, X[[1, 3]]), 1e-6).tolist() == [0, 1]


@pytest.mark.parametrize("rows", [X[[0, 2]], np.array([["a"], ["b"]], dtype=object)])
def test_rows_without_huge_numbers_are_not_asked_twice(rows):
    model = Model(lambda X: pytest.fail("asked"))
    assert steady(model, rows, {"predict": np.zeros(2)}, 1e-6).tolist() == [0, 1]


def refusing(limit):
    def predict(X):
        if (np.abs(X) > limit).any():
            raise ValueError("too large")
        return X[:, 0]

    return Model(predict)


def test_rows_that_the_model_refuses_are_left_out():
    rows, found = expected(refusing(1e10), X)
    assert rows.tolist() == X[[0, 2]].tolist()
    assert found["predict"].tolist() == [1.0, 3.0]


def test_where_it_refuses_all_there_is_nothing_to_compare():
    with pytest.raises(ExportError, match="cannot predict any of the rows.*too large"):
        expected(refusing(0), X)
