"""What was said of left-out rows, and whether a change to it helps."""

import numpy as np
import pytest

from lepton_automl.ensemble.predicted import PARTS, Predicted, gains, helps


def fold(*y, weight=None):
    y = np.array(y, dtype=float)
    return Predicted(y, np.zeros(len(y)), weight, np.arange(len(y)))


def test_several_are_one_with_their_weights_and_rows():
    one = fold(1, 2, weight=np.ones(2))
    joined = Predicted.joined([one, one])
    assert joined.y.tolist() == [1, 2, 1, 2]
    assert joined.weight.tolist() == [1.0] * 4
    assert joined.rows.tolist() == [0, 1, 0, 1]
    assert Predicted.joined([fold(1), fold(2)]).weight is None


@pytest.mark.parametrize("n_folds", [2, 3, 8])
def test_a_change_is_judged_on_parts_that_it_was_not_learned_from(n_folds):
    seen = []

    def learn(known):
        seen.append(set(known.y.tolist()))
        mean = known.y.mean()
        return lambda prediction: prediction + mean

    def judge(held, prediction):
        assert not set(held.y.tolist()) & seen[-1]
        return -float(np.abs(held.y - prediction).mean())

    found = gains([fold(10 + i, 10.5 + i) for i in range(n_folds)], learn, judge)
    assert len(found) == min(PARTS, n_folds)
    assert helps(found)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([1, 1, 1], True),
        ([1, 0, 0], True),
        ([1, -0.1, 0], False),
        ([0.1, 0.1, -5], False),
        ([0, 0], False),
    ],
)
def test_a_change_helps_that_betters_the_mean_and_more_parts_than_it_worsens(found, expected):
    assert helps(found) is expected
