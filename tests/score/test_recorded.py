"""Scorers applied to recorded predictions."""

import numpy as np
import pytest
from sklearn.base import is_classifier, is_regressor
from sklearn.metrics import make_scorer, max_error
from sklearn.utils.validation import check_is_fitted

from lepton_automl.score.recorded import apply_scorer, scorer_name


def test_the_stand_in_for_a_classifier_is_a_fitted_classifier():
    def look(estimator, X, y):
        check_is_fitted(estimator)
        assert is_classifier(estimator.fit(X, y))
        assert estimator.predict(X).tolist() == ["b", "a"]
        return float(estimator.predict_proba(X)[0, 1])

    proba = np.array([[0.1, 0.9], [0.6, 0.4]])
    labels = np.array(["a", "b"])
    assert apply_scorer(look, np.array([1, 0]), proba, "probability", None, labels) == 0.9


def test_the_stand_in_for_a_regressor_is_a_regressor():
    def look(estimator, X, y):
        assert is_regressor(estimator)
        return float((estimator.predict(X) - y).max())

    assert apply_scorer(look, np.array([1.0, 2.0]), np.array([1.0, 5.0]), "value") == 3.0


def test_objects_are_handed_out_as_they_are():
    def look(estimator, X, y):
        return float(estimator.predict(X)[0] is y[0])

    things = np.array([{"x": 1}], dtype=object)
    assert apply_scorer(look, things, things, "object") == 1.0


def test_a_callable_gets_weights_only_if_it_names_them():
    def plain(estimator, X, y):
        return 1.0

    def weighted(estimator, X, y, sample_weight=None):
        return float(sample_weight.sum())

    y, weight = np.array([1.0, 2.0]), np.array([2.0, 3.0])
    assert apply_scorer(plain, y, y, "value", weight) == 1.0
    assert apply_scorer(weighted, y, y, "value", weight) == 5.0


@pytest.mark.parametrize(
    ("scorer", "name"),
    [
        (make_scorer(max_error, greater_is_better=False), "neg_max_error"),
        (max_error, "max_error"),
    ],
)
def test_a_scorer_is_named_by_its_function(scorer, name):
    assert scorer_name(scorer) == name


def test_a_scorer_without_a_function_is_named_by_its_class():
    class Judge:
        def __call__(self, estimator, X, y):
            return 0.0

    assert scorer_name(Judge()) == "Judge"


def test_the_stand_in_for_labels_says_what_each_may_be():
    def look(estimator, X, y):
        assert is_classifier(estimator)
        assert [c.tolist() for c in estimator.classes_] == [[0, 1], [0, 1]]
        assert estimator.predict(X).tolist() == [[1, 0]]
        return float(estimator.predict_proba(X)[0, 0])

    chances = np.array([[0.7, 0.2]])
    assert apply_scorer(look, np.array([[1, 1]]), chances, "labels") == 0.7
