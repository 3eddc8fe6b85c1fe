"""Greedy selection finds what averages well, with as few members as do it."""

import numpy as np
import pytest

from lepton_automl.ensemble import select


def negative_rmse(y, prediction, weight):
    return -np.sqrt(np.average((y - prediction) ** 2, weights=weight))


@pytest.fixture
def y():
    return np.random.default_rng(0).normal(size=200)


def test_weights_are_shares(y):
    rng = np.random.default_rng(1)
    members = [y + rng.normal(size=len(y)) for _ in range(6)]
    weights = select(members, y, negative_rmse)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()


def test_members_with_different_faults_share_the_weight(y):
    weights = select([y - 1.0, y + 1.0, y + 5.0], y, negative_rmse)
    assert weights.tolist() == [0.5, 0.5, 0.0]


def test_a_perfect_member_stays_alone(y):
    assert select([y + 0.1, y, y - 0.1], y, negative_rmse).tolist() == [0.0, 1.0, 0.0]


def test_of_equals_the_first_is_taken_and_not_both(y):
    assert select([y + 1.0, y + 1.0], y, negative_rmse).tolist() == [1.0, 0.0]


def test_an_average_is_at_least_as_good_as_its_best_member(y):
    rng = np.random.default_rng(2)
    members = [y + rng.normal(size=len(y)) for _ in range(8)]
    weights = select(members, y, negative_rmse)
    blended = sum(w * m for w, m in zip(weights, members, strict=True))
    best = max(negative_rmse(y, m, None) for m in members)
    assert negative_rmse(y, blended, None) >= best


def test_rows_of_no_weight_do_not_count(y):
    weight = np.r_[np.ones(100), np.zeros(100)]
    right_first = np.r_[y[:100], y[100:] + 9]
    right_last = np.r_[y[:100] + 1, y[100:]]
    weights = select([right_last, right_first], y, negative_rmse, weight)
    assert weights.tolist() == [0.0, 1.0]


def test_probabilities_are_averaged_as_they_are():
    y = np.array([0, 1, 1, 0])
    sure = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.9, 0.1]])
    unsure = np.array([[0.6, 0.4], [0.1, 0.9], [0.4, 0.6], [0.6, 0.4]])

    def likelihood(y, p, weight):
        return np.log(p[np.arange(len(y)), y]).mean()

    weights = select([sure, unsure], y, likelihood)
    assert 0 < weights[1] < 1


def test_what_costs_too_much_together_is_not_taken_together(y):
    members = [y - 1.0, y + 1.0, y + 1.5]
    weights = select(members, y, negative_rmse, limits=[([2.0, 2.0, 1.0], 3.0)])
    assert weights[0] > 0
    assert weights[2] > 0
    assert weights[1] == 0


def test_where_nothing_is_cheap_enough_the_cheapest_is_taken(y):
    weights = select([y, y + 1.0], y, negative_rmse, limits=[([5.0, 4.0], 3.0)])
    assert weights.tolist() == [0.0, 1.0]


def test_each_of_several_limits_holds(y):
    members = [y - 1.0, y + 1.0, y + 1.5]
    seconds, size = ([2.0, 2.0, 1.0], 4.0), ([1.0, 2.0, 3.0], 3.5)
    weights = select(members, y, negative_rmse, limits=[seconds, size])
    assert (weights > 0).tolist() == [True, True, False]
    small = select(members, y, negative_rmse, limits=[seconds, ([1.0, 2.0, 3.0], 0.5)])
    assert small.tolist() == [1.0, 0.0, 0.0]
