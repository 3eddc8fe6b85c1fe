"""Margins and Gaussian kernels by products of matrices say what scikit-learn says."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC

from lepton_automl.quick import margins
from lepton_automl.quick.estimators import predictor

random = np.random.default_rng(0)
X = random.normal(size=(120, 4))
NEW = random.normal(size=(50, 4)) * 2
y = X[:, 0] + X[:, 1] ** 2


def classes(n):
    return np.array(list("abcd"))[np.digitize(y, np.quantile(y, np.arange(1, n) / n))]


def calibrated(machine, n_classes, **options):
    options = {"method": "sigmoid", "cv": 3, "ensemble": False} | options
    return CalibratedClassifierCV(machine, **options).fit(X, classes(n_classes))


@pytest.fixture(params=[10**9, 100])
def at_once(request, monkeypatch):
    """Compare all rows at once, and few at a time."""
    monkeypatch.setattr(margins, "AT_ONCE", request.param)


@pytest.mark.parametrize("n_classes", [2, 3, 4])
@pytest.mark.parametrize(
    "machine", [SVC(C=3.0), SVC(gamma=0.5), LinearSVC(), RidgeClassifier()], ids=repr
)
def test_probabilities_by_margins(at_once, machine, n_classes):
    model = calibrated(machine, n_classes)

    found = margins.sigmoids(model)(NEW)

    np.testing.assert_allclose(found, model.predict_proba(NEW), atol=1e-12)


@pytest.mark.parametrize(
    "model",
    [
        calibrated(LogisticRegression(), 2),
        calibrated(SVC(kernel="poly"), 2),
        calibrated(SVC(), 2, method="isotonic"),
        calibrated(SVC(), 2, ensemble=True),
        calibrated(SVC(decision_function_shape="ovo"), 3),
    ],
    ids=["proba", "poly", "isotonic", "several", "ovo"],
)
def test_what_is_not_known_is_left_to_the_model(model):
    assert margins.sigmoids(model) is None
    found = predictor(model, "predict_proba")(NEW)
    np.testing.assert_array_equal(found, model.predict_proba(NEW))


def test_where_all_sigmoids_say_nothing_all_classes_are_as_likely(monkeypatch):
    model = calibrated(SVC(), 3)
    for scale in model.calibrated_classifiers_[0].calibrators:
        monkeypatch.setattr(type(scale), "predict", lambda self, column: column * 0.0)

    found = margins.sigmoids(model)(NEW)

    np.testing.assert_allclose(found, np.full((50, 3), 1 / 3))


@pytest.mark.parametrize("scaler", [StandardScaler(), MinMaxScaler()], ids=repr)
def test_values_of_a_machine_on_a_scaled_target(at_once, scaler):
    model = TransformedTargetRegressor(SVR(), transformer=scaler).fit(X, y * 100)

    found = predictor(model, "predict")(NEW)

    np.testing.assert_allclose(found, model.predict(NEW), rtol=1e-10)


def test_a_machine_of_sparse_rows_is_asked_itself():
    model = SVR().fit(sparse.csr_array(X), y)

    assert margins.kernel_machine(model) is None


def test_rows_far_off_are_like_none():
    model = SVR(gamma=1.0).fit(X, y)

    found = margins.kernel_machine(model)(np.full((1, 4), 1e6))

    np.testing.assert_allclose(found.ravel(), model.intercept_)
