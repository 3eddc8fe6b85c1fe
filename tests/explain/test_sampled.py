import numpy as np
import pytest
from explain.counted import counted

from lepton_automl.errors import InputError
from lepton_automl.explain.sampled import sampled


def odd(X):
    value = X[:, 0] * X[:, 1] + np.maximum(X[:, 2], X[:, 3]) * (X[:, 0] > 0)
    return np.stack([value, -value, X[:, 1]], axis=1)


def test_values_are_near_to_those_by_definition(numbers):
    rows, background = numbers.take(np.arange(6)), numbers.take(np.arange(6, 36))
    found = sampled(odd, rows, background, seconds=60)
    true = counted(odd, rows, background)
    assert np.abs(found.values - true).max() < 0.1 * np.abs(true).max()
    assert (np.abs(found.values - true) <= 5 * found.error + 1e-9).all()


def test_values_sum_to_the_prediction_minus_the_base_whatever_the_time(numbers):
    rows, background = numbers.take(np.arange(6)), numbers.take(np.arange(6, 36))
    found = sampled(odd, rows, background, seconds=1e-9 + 0.001)
    whole = odd(rows.X) - odd(background.X).mean(axis=0)
    assert found.values.sum(axis=1) == pytest.approx(whole, abs=1e-12)


def test_a_column_that_does_nothing_has_nothing(numbers):
    found = sampled(lambda X: X[:, :1] * X[:, 1:2], numbers.take([0, 1]), numbers, seconds=5)
    assert found.values[:, 2:] == pytest.approx(0.0, abs=1e-12)


def test_the_same_seed_gives_the_same_values(numbers):
    rows = numbers.take(np.arange(3))
    first, second = (
        sampled(odd, rows, numbers, seconds=60, random_state=3).values for _ in range(2)
    )
    assert (first == second).all()


def test_it_stops_when_nothing_changes_any_more(numbers):
    found = sampled(lambda X: X.sum(axis=1)[:, None], numbers.take([0]), numbers, seconds=60)
    assert found.n_pairs >= 4


def test_what_would_take_far_too_long_is_refused_with_the_cure(numbers):
    def slow(X):
        import time

        time.sleep(0.05)
        return X[:, :1]

    with pytest.raises(InputError, match="Pass fewer rows, or a longer time_budget"):
        sampled(slow, numbers.take(np.arange(40)), numbers.take([1, 2]), seconds=0.001)


def test_mixed_columns_can_be_exchanged_too(table):
    def predict(X):
        return (X["size"].fillna(0) * (X["colour"] == "red") + X["sold"]).to_numpy()[:, None]

    rows, background = table.take(np.arange(4)), table.take(np.arange(4, 24))
    found = sampled(predict, rows, background, seconds=60)
    assert found.values == pytest.approx(counted(predict, rows, background), abs=0.05)
