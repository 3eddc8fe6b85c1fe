"""A score to which log loss counts too: equals are told apart, and luck is not enough."""

import numpy as np
import pytest
from scipy.special import expit

from lepton_automl.ensemble.likely import SHARE, with_likelihood
from lepton_automl.ensemble.select import select
from lepton_automl.plugin import Registry
from lepton_automl.score import make_score
from lepton_automl.score.fast import log_loss

Y = np.array([0, 1, 1, 0])
SURE = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.9, 0.1]])
UNSURE = np.array([[0.6, 0.4], [0.4, 0.6], [0.9, 0.1], [0.6, 0.4]])


def accuracy(y, prediction, weight):
    return float(np.average(prediction.argmax(axis=1) == y, weights=weight))


def both(score, predictions, weight=None):
    return with_likelihood(score, predictions, Y, weight)


def test_where_scores_are_equal_the_likelier_member_is_taken():
    members = [UNSURE, SURE]
    assert select(members, Y, accuracy).tolist() == [1.0, 0.0]
    assert select(members, Y, both(accuracy, members)).tolist() == [0.0, 1.0]


def test_where_the_score_is_perfect_the_likelier_member_is_taken():
    right, surer = np.eye(2)[Y] * 0.2 + 0.4, np.eye(2)[Y] * 0.8 + 0.1
    judge = both(accuracy, [right, surer])
    assert judge(Y, surer, None) > judge(Y, right, None)


def test_a_better_score_is_worth_more_than_some_likelihood():
    """Half of what is left to be gained, for half as much log loss again."""
    right = np.array([[0.9, 0.1], [0.2, 0.8], [0.45, 0.55], [0.55, 0.45]])
    judge = both(accuracy, [SURE, UNSURE])
    assert log_loss(Y, SURE) < log_loss(Y, right * 0.2 + 0.4) < 2 * log_loss(Y, SURE)
    assert judge(Y, right * 0.2 + 0.4, None) > judge(Y, SURE, None)


def test_what_is_better_by_one_row_and_far_less_likely_is_worse():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 500)
    logit = 6.0 * (y - 0.5) + rng.normal(scale=0.3, size=len(y))
    logit[-3:] = -6.0  # three rows are taken for the other class
    lucky = np.r_[logit[:-1], 3.0]
    good, wild = (np.column_stack([1 - p, p]) for p in (expit(logit), expit(lucky / 50)))
    registry = Registry()
    auc = make_score("roc_auc", registry.tasks["binary"], registry)
    judge = with_likelihood(auc, [good, wild], y)
    assert auc(y, wild, None) > auc(y, good, None)
    assert judge(y, wild, None) < judge(y, good, None)


def test_weights_of_rows_count_in_both():
    weight = np.array([0.0, 0.0, 1.0, 0.0])  # the row that both get wrong
    judge = both(accuracy, [SURE, UNSURE], weight)
    assert judge(Y, SURE, weight) == pytest.approx(-SHARE)
    assert judge(Y, UNSURE, weight) == pytest.approx(
        -SHARE * log_loss(Y, UNSURE, weight) / log_loss(Y, SURE, weight)
    )
