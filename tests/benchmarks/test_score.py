from __future__ import annotations

import importlib

import numpy as np
import pytest


@pytest.fixture
def loss():
    return importlib.import_module("systems.score").loss


def test_binary_is_one_minus_auc_of_the_second_class(loss):
    y = np.array([0, 0, 1, 1])
    p = np.array([0.1, 0.4, 0.35, 0.8])
    assert loss("binary", y, np.column_stack([1 - p, p])) == pytest.approx(0.25)


def test_multiclass_is_log_loss_and_a_class_left_out_costs_much_but_not_all(loss):
    y = np.array([0, 1, 2])
    sure = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]])
    assert loss("multiclass", y, sure) == pytest.approx(np.log(2))
    without = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.5, 0.5, 0.0]])
    assert loss("multiclass", y, without) == pytest.approx(
        (2 * np.log(2) + 34.54) / 3, rel=1e-3
    )


def test_classes_that_no_row_held_out_has_are_allowed(loss):
    assert loss("multiclass", np.array([0, 2]), np.eye(3)[[0, 2]]) == pytest.approx(0.0)


def test_regression_is_the_root_of_the_mean_squared_error(loss):
    assert loss("regression", np.array([0.0, 0.0]), np.array([3.0, 4.0])) == pytest.approx(
        12.5**0.5
    )


@pytest.mark.parametrize("prediction", [np.array([1.0, np.nan]), np.array([1.0])])
def test_missing_predictions_are_no_predictions(loss, prediction):
    with pytest.raises(ValueError, match="missing values or lacks rows"):
        loss("regression", np.array([1.0, 2.0]), prediction)
