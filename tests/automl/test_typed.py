"""LeptonClassifier and LeptonRegressor inside scikit-learn's own tools."""

import numpy as np
import pytest
from sklearn.base import is_classifier, is_regressor
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl import LeptonAutoML, LeptonClassifier, LeptonRegressor

QUICK = {
    "time_budget": None,
    "n_trials": 1,
    "executor": "inline",
    "random_state": 0,
    "verbose": 0,
}
classifier = LeptonClassifier(**QUICK, estimators=["logistic_regression"], cv=2)
regressor = LeptonRegressor(**QUICK, estimators=["ridge"], cv=2)


def test_they_are_what_they_are_called():
    assert is_classifier(classifier)
    assert is_regressor(regressor)
    assert classifier.get_params().keys() == LeptonAutoML().get_params().keys()


def test_they_are_cross_validated(binary, numbers):
    assert cross_val_score(classifier, *binary, cv=2).mean() > 0.6
    assert cross_val_score(regressor, *numbers, cv=2).mean() > 0.9


def test_they_are_searched_over(numbers):
    search = GridSearchCV(regressor, {"estimators": [["ridge"], ["lasso"]]}, cv=2)
    assert search.fit(*numbers).best_score_ > 0.9


def test_they_end_pipelines(binary):
    X, y = binary
    pipe = make_pipeline(StandardScaler(), classifier).fit(X, y)
    assert pipe.predict_proba(X).shape == (200, 2)


def test_importances_are_permuted(numbers):
    X, y = numbers
    result = permutation_importance(regressor.fit(X, y), X, y, n_repeats=2, random_state=0)
    assert result.importances_mean.max() > 0.1


def test_a_classifier_learns_classes_even_of_many_whole_numbers(numbers):
    X, _ = numbers
    y = np.arange(150) % 40
    assert classifier.fit(X, y).task_.type == "multiclass"
    assert regressor.fit(X, y).task_.type == "regression"


def test_a_classifier_refuses_numbers_that_go_on(numbers):
    with pytest.raises(ValueError, match="Unknown label type"):
        classifier.fit(*numbers)


def test_a_regressor_has_no_probabilities_not_even_before_fit():
    assert not hasattr(regressor, "predict_proba")
    assert hasattr(classifier, "predict_proba")
