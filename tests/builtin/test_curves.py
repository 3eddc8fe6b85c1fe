"""Metrics of probabilities where a fold lacks a class. (tests/score compares the rest.)"""

import numpy as np
import pytest
from sklearn import metrics

from lepton_automl.builtin import curves

PROBA = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1]])
LACKING = np.array([0, 1, 0, 1])


@pytest.mark.parametrize("how", ["ovr", "ovo"])
def test_the_area_is_of_the_classes_that_occur(how):
    options = {"multi_class": how, "average": "macro"}
    assert curves.roc_auc_mean(LACKING, PROBA, **options) == 1.0
    assert np.isnan(curves.roc_auc_mean(np.zeros(4, int), PROBA, **options))


def test_the_area_with_a_lacking_class_of_four_is_scikit_learns_of_three():
    random = np.random.default_rng(0)
    proba = random.dirichlet(np.ones(4), 30)
    y = random.integers(0, 3, 30)
    three = proba[:, :3] / proba[:, :3].sum(axis=1, keepdims=True)
    expected = metrics.roc_auc_score(y, three, multi_class="ovo")
    found = curves.roc_auc_mean(y, proba, multi_class="ovo", average="macro")
    assert found == pytest.approx(expected)


def test_average_precision_is_the_mean_over_classes_that_occur():
    assert curves.average_precision(LACKING, PROBA) == 1.0
    assert curves.average_precision(np.array([0, 0]), PROBA[:2, :2] / 0.9) == 0.0


@pytest.mark.parametrize("metric", [curves.brier, curves.d2_log_loss, curves.d2_brier])
def test_a_lacking_class_is_no_error(metric):
    assert np.isfinite(metric(LACKING, PROBA))


def test_brier_is_the_mean_squared_distance():
    distance = ((PROBA - np.eye(3)[LACKING]) ** 2).sum(axis=1).mean()
    assert curves.brier(LACKING, PROBA) == pytest.approx(distance)


def test_top_two_of_three():
    assert curves.top_k_accuracy(np.array([2, 0, 1, 0]), PROBA) == 0.5


def test_average_precision_of_labels_leaves_out_those_that_no_row_has():
    y = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    chances = np.array([[0.9, 0.6, 0.5], [0.2, 0.5, 0.5], [0.3, 0.4, 0.5]])
    expected = [metrics.average_precision_score(y[:, k], chances[:, k]) for k in (0, 1)]
    assert curves.average_precision(y, chances) == pytest.approx(np.mean(expected))
    assert np.isnan(curves.average_precision(np.zeros((2, 2), int), chances[:2, :2]))
