"""Metrics of quantiles equal scikit-learn's, level by level."""

import numpy as np
import pytest
from sklearn import metrics

from lepton_automl.builtin.quantile_metrics import d2_pinball, pinball_loss

RNG = np.random.default_rng(0)
Y = RNG.normal(size=50)
LEVELS = (0.1, 0.5, 0.9)
SAID = np.sort(Y[:, None] + RNG.normal(size=(50, 3)), axis=1)


@pytest.mark.parametrize("weight", [None, RNG.uniform(0.1, 3, 50)])
def test_the_loss_is_the_mean_of_scikit_learns(weight):
    parts = [
        metrics.mean_pinball_loss(Y, SAID[:, i], alpha=level, sample_weight=weight)
        for i, level in enumerate(LEVELS)
    ]
    found = pinball_loss(Y, SAID, weight, outputs=LEVELS)
    assert found == pytest.approx(np.mean(parts))


def test_for_one_number_it_is_half_the_absolute_error():
    half = metrics.mean_absolute_error(Y, SAID[:, 1]) / 2
    assert pinball_loss(Y, SAID[:, 1]) == pytest.approx(half)


def test_what_is_explained_away_is_scikit_learns_for_one_level():
    expected = metrics.d2_pinball_score(Y, SAID[:, 2], alpha=0.9)
    assert d2_pinball(Y, SAID[:, [2]], outputs=(0.9,)) == pytest.approx(expected, abs=0.02)


def test_constant_quantiles_explain_nothing_and_the_truth_all():
    constant = np.tile(np.quantile(Y, LEVELS, method="inverted_cdf"), (50, 1))
    assert d2_pinball(Y, constant, outputs=LEVELS) == pytest.approx(0.0)
    assert d2_pinball(Y, np.repeat(Y[:, None], 3, axis=1), outputs=LEVELS) == 1.0
    assert np.isnan(d2_pinball(np.ones(5), np.ones((5, 3)), outputs=LEVELS))
