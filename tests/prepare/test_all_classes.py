from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.naive_bayes import GaussianNB
from sklearn.utils.validation import check_is_fitted

from lepton_automl.prepare.all_classes import AllClasses

X = np.array([[0.0], [0.1], [5.0], [5.1]])
Y = np.array([1, 1, 3, 3])


@pytest.fixture
def model():
    return AllClasses(GaussianNB().fit(X, Y), n_classes=5)


def test_classes_that_were_not_seen_have_no_probability(model):
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (4, 5)
    assert (probabilities[:, [0, 2, 4]] == 0).all()


def test_classes_that_were_seen_keep_theirs(model):
    assert (model.predict_proba(X)[:, [1, 3]] == model.estimator.predict_proba(X)).all()
    assert (model.predict(X) == Y).all()


def test_it_speaks_of_all_classes(model):
    assert model.classes_.tolist() == [0, 1, 2, 3, 4]
    assert model.n_features_in_ == 1


def test_it_is_a_classifier_that_can_be_fitted_again_and_sent_to_workers(model):
    assert is_classifier(model)
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict_proba(X) == model.predict_proba(X)).all()
    fresh = clone(model).fit(X, np.array([0, 0, 4, 4]), sample_weight=np.ones(4))
    assert (fresh.predict(X) == [0, 0, 4, 4]).all()


def test_before_it_is_fitted_it_says_so(model):
    check_is_fitted(model)
    with pytest.raises(NotFittedError):
        check_is_fitted(clone(model))
