"""Linear models."""

import warnings

import numpy as np
import pytest

from lepton_automl.builtin.make.linear import (
    elastic_net,
    lasso,
    logistic_regression,
    ridge_classifier,
    sgd_classifier,
    sgd_regressor,
)

X = np.random.default_rng(0).normal(size=(120, 6))
LABELS = np.where(X[:, 0] > 0, "yes", "no")


@pytest.mark.parametrize("l1_ratio", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_each_penalty_has_a_solver_that_takes_it_without_a_warning(l1_ratio, n_classes):
    y = np.digitize(X[:, 0], [-0.5, 0.5][: n_classes - 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = logistic_regression(C=0.5, l1_ratio=l1_ratio, random_state=0).fit(X, y)
    assert model.score(X, y) > 0.8


def test_a_sparse_penalty_takes_fewer_passes_over_many_rows():
    assert logistic_regression(l1_ratio=1.0, n_rows=100).max_iter == 1000
    assert logistic_regression(l1_ratio=1.0, n_rows=10_000_000).max_iter == 50


@pytest.mark.parametrize("make", [lasso, elastic_net, sgd_regressor])
@pytest.mark.parametrize("scale", [1e-3, 1e6])
def test_the_size_of_y_makes_no_difference(make, scale):
    y = (2 * X[:, 0] - X[:, 1]) * scale
    assert make(random_state=0).fit(X, y).score(X, y) > 0.95


@pytest.mark.parametrize("make", [ridge_classifier, sgd_classifier])
def test_classifiers_have_probabilities(make):
    proba = make(alpha=0.01).fit(X, LABELS).predict_proba(X)
    assert ((proba[:, 1] > 0.5) == (LABELS == "yes")).mean() > 0.9


@pytest.mark.parametrize("robust", [True, False])
def test_the_robust_one_is_less_moved_by_outliers(robust):
    y = 2 * X[:, 0]
    y[:6] += 200
    model = sgd_regressor(robust=robust, random_state=0).fit(X, y)
    far = abs(model.predict(X)[6:] - y[6:]).mean()
    assert (far < 9) == robust
