"""Probabilities for margins, also of tiny classes."""

import pickle

import numpy as np
import pytest
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import RidgeClassifier
from sklearn.svm import LinearSVC

from lepton_automl.builtin.make.margins import CalibratedMargin

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(40, 3))


@pytest.mark.parametrize("members", [1, 2, 3])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix])
def test_a_class_may_have_few_members(members, form):
    y = np.array(["a", "b"] * 20, dtype=object)
    y[:members] = "rare"
    model = CalibratedMargin(LinearSVC()).fit(form(X), y, sample_weight=np.ones(40))
    proba = model.predict_proba(form(X))
    assert proba.shape == (40, 3)
    assert np.isfinite(proba).all()
    assert model.cv == 3


def test_two_rows_are_enough():
    model = CalibratedMargin(RidgeClassifier()).fit(X[:2], [0, 1])
    assert np.isfinite(model.predict_proba(X)).all()


def test_with_enough_members_it_is_its_parent():
    y = (X[:, 0] > 0).astype(int)
    ours = CalibratedMargin(RidgeClassifier()).fit(X, y)
    parent = CalibratedClassifierCV(RidgeClassifier(), cv=3, ensemble=False).fit(X, y)
    assert (ours.predict_proba(X) == parent.predict_proba(X)).all()


def test_it_is_saved_as_its_parent():
    model = CalibratedMargin(RidgeClassifier()).fit(X, X[:, 0] > 0)
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is CalibratedClassifierCV
    assert (again.predict_proba(X) == model.predict_proba(X)).all()


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="one class"):
        CalibratedMargin(RidgeClassifier()).fit(X, np.zeros(40))
