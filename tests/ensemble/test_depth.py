"""Few folds are enough where what has more of them is clearly worse."""

import numpy as np
import pytest

from lepton_automl.ensemble.depth import clearly_better, optimum
from lepton_automl.plugin import Registry
from lepton_automl.score import make_score

RNG = np.random.default_rng(0)
Y = RNG.normal(size=800)
NOISE = RNG.normal(size=800)


def error(y, said, weight):
    return -float(np.sqrt(np.average((y - said) ** 2, weights=weight)))


@pytest.mark.parametrize(
    ("few", "share", "better"),
    [(0.95, 0.8, True), (0.95, 2.0, False), (0.99, 0.8, False), (1.2, 0.0, False)],
)
def test_a_gain_counts_beyond_what_more_folds_bring(few, share, better):
    assert clearly_better(Y, Y + few * NOISE, Y + NOISE, None, error, share) is better


def test_a_gain_that_hangs_on_one_row_is_not_clear():
    worse = Y + NOISE
    worse[0] += 15
    assert error(Y, worse, None) < 1.05 * error(Y, Y + NOISE, None)
    assert not clearly_better(Y, Y + NOISE, worse, None, error, share=0.1)


def test_few_rows_say_too_little():
    y, noise = Y[:100], NOISE[:100]
    assert not clearly_better(y, y, y + noise, None, error, share=0.5)
    assert clearly_better(Y, Y, Y + NOISE, None, error, share=0.5)


def test_rows_count_by_their_weight():
    few = Y + np.where(np.arange(800) % 2, 0.5, 1.5) * NOISE
    weight = np.where(np.arange(800) % 2, 10.0, 0.1)
    assert clearly_better(Y, few, Y + NOISE, weight, error, share=0.1)
    assert not clearly_better(Y, few, Y + NOISE, 10.1 - weight, error, share=0.1)


def test_parts_that_lack_a_class_say_nothing():
    y = (np.arange(400) == 0).astype(int)
    score = make_score("roc_auc", Registry().tasks["binary"], Registry())
    said = np.column_stack([1.0 - y, y])
    assert not clearly_better(y, said, 1 - said, None, score, share=0.5)


@pytest.mark.parametrize(("name", "best"), [("neg_log_loss", 0.0), ("roc_auc", 1.0)])
def test_the_best_of_a_metric(name, best):
    assert optimum(make_score(name, Registry().tasks["binary"], Registry()), 0.5) == best
