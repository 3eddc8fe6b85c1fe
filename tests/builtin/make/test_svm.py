"""Support vector machines that end."""

import numpy as np
import pytest
from sklearn.svm import SVC, SVR

from lepton_automl.builtin.make.svm import (
    EXACT_ROWS,
    MANY_ROWS,
    kernel_svm_classifier,
    kernel_svm_regressor,
    linear_svm_classifier,
    linear_svm_regressor,
)

X = np.random.default_rng(0).normal(size=(80, 3))


def test_the_kernel_is_exact_while_rows_are_few():
    assert isinstance(kernel_svm_classifier(n_rows=EXACT_ROWS).estimator, SVC)
    assert isinstance(kernel_svm_regressor(n_rows=EXACT_ROWS).regressor, SVR)


@pytest.mark.parametrize("make", [kernel_svm_classifier, kernel_svm_regressor])
@pytest.mark.parametrize("gamma", [None, 0.5])
def test_the_kernel_is_approximated_beyond(make, gamma):
    model = make(gamma=gamma, n_components=20, random_state=0, n_rows=EXACT_ROWS + 1)
    assert next(iter(model.named_steps)) == "nystroem"
    y = (X[:, 0] ** 2 > 0.5).astype(int)
    assert model.fit(X, y).score(X, y) > 0.3


def test_margins_of_many_rows_are_calibrated_on_halves():
    assert linear_svm_classifier(n_rows=MANY_ROWS - 1).cv == 3
    assert linear_svm_classifier(n_rows=MANY_ROWS).cv == 2


def test_sixty_thousand_rows_end_in_seconds():
    random = np.random.default_rng(1)
    many = random.normal(size=(60_000, 4))
    y = (many[:, 0] > 0).astype(int)
    model = kernel_svm_classifier(n_components=30, random_state=0, n_rows=60_000)
    assert model.fit(many, y).score(many[:1000], y[:1000]) > 0.9


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
@pytest.mark.parametrize("make", [linear_svm_regressor, kernel_svm_regressor])
def test_the_size_of_y_makes_no_difference(make, scale):
    y = (3 * X[:, 0] + 7) * scale
    assert make(C=10.0).fit(X, y).score(X, y) > 0.9


def test_a_linear_margin_has_probabilities():
    y = X[:, 0] > 0
    proba = linear_svm_classifier(random_state=0).fit(X, y).predict_proba(X)
    assert ((proba[:, 1] > 0.5) == y).mean() > 0.9


@pytest.mark.parametrize("make", [kernel_svm_classifier, kernel_svm_regressor])
@pytest.mark.parametrize("n_rows", [EXACT_ROWS, EXACT_ROWS + 1])
def test_what_counts_more_is_believed(make, n_rows):
    random = np.random.default_rng(0)
    rows, heavy = random.normal(size=(200, 3)), random.random(200) < 0.5
    positive = rows[:, 0] > 0
    torn = np.where(heavy, positive, ~positive).astype(int)
    options = {} if n_rows <= EXACT_ROWS else {"n_components": 50, "random_state": 0}
    for weight, sign in (np.where(heavy, 9.0, 1.0), 1), (np.where(heavy, 1.0, 9.0), -1):
        model = make(n_rows=n_rows, **options).fit(rows, torn, sample_weight=weight)
        assert sign * np.corrcoef(model.predict(X), X[:, 0] > 0)[0, 1] > 0.5
