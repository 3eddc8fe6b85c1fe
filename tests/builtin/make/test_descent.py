"""Gradient descent finds what the exact solvers find."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge

from lepton_automl.builtin.make.descent import (
    GradientDescentClassifier,
    GradientDescentRegressor,
)

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 4)) * [1, 1, 5, 0.2] + [0, 3, 0, 0]
LABELS = np.digitize(X[:, 0] + 0.3 * RANDOM.normal(size=200), [-0.5, 0.5])
VALUES = 3 * X[:, 0] - X[:, 1] + 7 + 0.1 * RANDOM.normal(size=200)
LONG = {"max_iter": 20_000, "tol": 1e-9}


@pytest.mark.parametrize("n_classes", [2, 3])
def test_all_rows_at_a_step_find_the_logistic_regression(n_classes):
    y = np.minimum(LABELS, n_classes - 1)
    ours = GradientDescentClassifier(alpha=0.01, **LONG).fit(X, y)
    # With two classes scikit-learn has one row of coefficients where this has two halves, whose
    # squares add up to half.
    penalty = 0.01 if n_classes == 3 else 0.005
    exact = LogisticRegression(C=1 / (penalty * 200), tol=1e-10, max_iter=5000).fit(X, y)
    assert np.abs(ours.predict_proba(X) - exact.predict_proba(X)).max() < 2e-3


def test_all_rows_at_a_step_find_the_ridge():
    ours = GradientDescentRegressor(alpha=0.01, **LONG).fit(X, VALUES)
    exact = Ridge(alpha=0.01 * 200).fit(X, VALUES)
    assert ours.coef_ == pytest.approx(exact.coef_, abs=1e-3)
    assert ours.intercept_ == pytest.approx(exact.intercept_, abs=1e-3)


@pytest.mark.parametrize("batch_size", [16, 1000])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_batches_of_any_size_learn(batch_size, momentum):
    options = {"batch_size": batch_size, "momentum": momentum, "max_iter": 150}
    model = GradientDescentClassifier(random_state=0, **options).fit(X, LABELS)
    assert model.score(X, LABELS) > 0.8
    model = GradientDescentRegressor(random_state=0, **options).fit(X, VALUES)
    assert model.score(X, VALUES) > 0.9


@pytest.mark.parametrize("scale", [1e-4, 1e4])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_it_never_overshoots(scale):
    model = GradientDescentRegressor(learning_rate=1.0).fit(X * scale, VALUES)
    assert np.isfinite(model.coef_).all()
    assert np.mean((model.predict(X * scale) - VALUES) ** 2) <= VALUES.var() * 1.01


def test_sparse_rows_give_the_same():
    short = {"max_iter": 300, "tol": 1e-2}
    dense = GradientDescentClassifier(**short).fit(X, LABELS)
    thin = GradientDescentClassifier(**short).fit(sparse.csr_matrix(X), LABELS)
    assert dense.coef_ == pytest.approx(thin.coef_, abs=1e-8)


def test_a_heavy_row_is_a_repeated_row():
    weight = np.where(np.arange(200) < 50, 2, 1)
    heavy = GradientDescentRegressor(**LONG).fit(X, VALUES, sample_weight=weight)
    rows = np.repeat(np.arange(200), weight)
    repeated = GradientDescentRegressor(**LONG).fit(X[rows], VALUES[rows])
    assert heavy.coef_ == pytest.approx(repeated.coef_, abs=1e-6)


def test_it_says_when_it_did_not_settle():
    with pytest.warns(ConvergenceWarning, match="max_iter=2"):
        GradientDescentClassifier(max_iter=2).fit(X, LABELS)


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(ValueError, match="batch_size"):
        GradientDescentRegressor(batch_size=0).fit(X, VALUES)
