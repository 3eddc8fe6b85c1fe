"""One estimator for each label or number."""

import pickle
from inspect import signature

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from threadpoolctl import threadpool_limits

from lepton_automl.builtin.make import several
from lepton_automl.builtin.make.boosting import boosting_classifier
from lepton_automl.builtin.make.several import SteadyMultiOutputClassifier

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
LABELS = (X[:, :2] > 0).astype(int)


def test_labels_that_do_not_vary_are_predicted_as_they_are():
    y = np.column_stack([np.ones(60), LABELS[:, 0], np.zeros(60)]).astype(int)
    model = SteadyMultiOutputClassifier(LogisticRegression()).fit(X, y)
    assert (model.predict(X)[:, [0, 2]] == [1, 0]).all()
    assert (model.predict(X)[:, 1] == LABELS[:, 0]).mean() > 0.9
    assert [len(p[0]) for p in model.predict_proba(X)] == [1, 2, 1]


def test_where_nothing_varies_it_still_predicts():
    model = SteadyMultiOutputClassifier(LogisticRegression()).fit(X, np.ones((60, 2), int))
    assert (model.predict(X) == 1).all()


def test_it_is_the_parent_where_all_labels_vary():
    ours = SteadyMultiOutputClassifier(LogisticRegression()).fit(X, LABELS)
    parent = MultiOutputClassifier(LogisticRegression()).fit(X, LABELS)
    assert np.array_equal(ours.predict_proba(X), parent.predict_proba(X))


def test_a_fitted_one_is_saved_as_the_parent():
    model = SteadyMultiOutputClassifier(LogisticRegression()).fit(X, LABELS)
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is MultiOutputClassifier
    assert (again.predict(X) == model.predict(X)).all()
    assert type(clone(model)) is SteadyMultiOutputClassifier


def test_weights_reach_every_estimator():
    build = several.logistic_labels
    even = build().fit(X, LABELS)
    uneven = build().fit(X, LABELS, sample_weight=np.where(X[:, 2] > 0, 9.0, 0.1))
    assert not np.allclose(even.predict_proba(X)[0], uneven.predict_proba(X)[0])


def test_factories_take_what_the_single_one_takes():
    taken = signature(several.boosting_labels).parameters
    assert list(taken) == list(signature(boosting_classifier).parameters)
    assert several.boosting_labels(learning_rate=0.2).estimator.learning_rate == 0.2


@pytest.mark.parametrize("name", ["sgd", "linear_svm", "kernel_svm", "boosting"])
def test_numbers_are_learned_one_by_one(name):
    y = np.column_stack([100 * X[:, 0], X[:, 1] - X[:, 2]])
    with threadpool_limits(1):
        model = getattr(several, f"{name}_values")().fit(X, y)
    assert model.score(X, y) > 0.4
