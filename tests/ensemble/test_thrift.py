"""A member has to earn the time it takes, if it takes most of it."""

import numpy as np
import pytest

from lepton_automl.ensemble.thrift import LEAST_GAIN, thrifty

Y = np.array([1.0, 2.0, 3.0])


def score(said):
    return -float(np.abs(Y - said).mean())


def left(weights, off, seconds, best=1.0):
    said = [Y + o for o in off]
    return thrifty(np.array(weights), said, score, seconds, best).tolist()


def test_dear_and_useless():
    assert left([0.9, 0.1], [0.0, 0.001], [0.1, 9.0]) == [1.0, 0.0]


def test_dear_and_useful():
    assert left([0.5, 0.5], [-0.2, 0.2], [0.1, 9.0]) == [0.5, 0.5]


def test_none_takes_more_than_a_third():
    weights = [0.4, 0.3, 0.2, 0.1]
    assert left(weights, [0.0] * 4, [1.0, 1.0, 1.0, 1.2]) == weights


def test_one_after_the_other_down_to_the_last():
    assert left([0.4, 0.3, 0.3], [0.0] * 3, [1.0, 3.0, 9.0]) == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(("share", "stays"), [(0.5, 0.0), (2.0, 0.5)])
def test_what_is_lost_counts_beside_what_is_gained(share, stays):
    off = share * LEAST_GAIN  # lost without the other, of a loss of 1
    assert left([0.5, 0.5], [off, -off], [0.1, 9.0])[1] == stays
