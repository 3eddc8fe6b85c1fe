import numpy as np
import pytest
from sklearn import metrics
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier

from lepton_automl.report.page.thresholds import threshold_of, thresholds


def test_every_number_is_scikit_learns():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 300)
    chances = np.clip(0.3 * y + 0.7 * random.random(300), 0, 1)
    for row in thresholds(y, chances, 0.37):
        flagged = chances >= row["threshold"]
        assert row["flagged"] == flagged.mean()
        assert row["accuracy"] == metrics.accuracy_score(y, flagged)
        assert row["recall"] == metrics.recall_score(y, flagged)
        if flagged.any():
            assert row["precision"] == metrics.precision_score(y, flagged)
            assert row["f1"] == pytest.approx(metrics.f1_score(y, flagged))
            assert row["precision_low"] <= row["precision"] <= row["precision_high"]


def test_the_models_own_threshold_is_marked():
    found = thresholds(np.array([0, 1]), np.array([0.2, 0.8]), 0.123)
    assert [row["threshold"] for row in found if row["used"]] == [0.123]
    assert len(found) == 12


def test_where_nothing_is_flagged_precision_is_unknown():
    found = thresholds(np.array([0, 1]), np.array([0.2, 0.3]), 0.5)[-1]
    assert found["precision"] is None
    assert found["recall"] == 0.0


def test_a_model_without_a_threshold_has_one_half():
    model = LogisticRegression()
    assert threshold_of(model) == 0.5
    assert threshold_of(FixedThresholdClassifier(model, threshold=0.2)) == 0.2
