"""One estimator for each label, or for each number: where one cannot learn them together."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.naive_bayes import GaussianNB

from lepton_automl.builtin.make.boosting import boosting_classifier, boosting_regressor
from lepton_automl.builtin.make.linear import (
    logistic_regression,
    ridge_classifier,
    sgd_classifier,
    sgd_regressor,
)
from lepton_automl.builtin.make.plain import SavedAsParent
from lepton_automl.builtin.make.svm import (
    kernel_svm_classifier,
    kernel_svm_regressor,
    linear_svm_classifier,
    linear_svm_regressor,
)


class SteadyMultiOutputClassifier(SavedAsParent, MultiOutputClassifier):
    """The parent, which learns also labels that all rows of a fold have, or none.

    Such a label is predicted as it is always.
    """

    estimators_: list[Any]

    def fit(self, X: Any, Y: Any, sample_weight: Any = None, **fit_params: Any) -> Any:
        """Fit a clone of the estimator to each label."""
        Y = np.asarray(Y)
        varied = (Y[0] != Y).any(axis=0)
        found: list[Any] = []
        if varied.any():
            super().fit(X, Y[:, varied], sample_weight, **fit_params)
            found = list(self.estimators_)
        self.estimators_ = [
            found.pop(0) if varies else DummyClassifier().fit(X, label)
            for varies, label in zip(varied, Y.T, strict=True)
        ]
        self.classes_ = [estimator.classes_ for estimator in self.estimators_]
        return self


def _each(several: Callable[[Any], Any], build: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function with the parameters of `build`, for one of its estimators a column."""

    @wraps(build)
    def each(**params: Any) -> Any:
        return several(build(**params))

    return each


def _each_value(estimator: Any) -> Any:
    """Return one estimator a column, under the scaling of y where there is one."""
    if isinstance(estimator, TransformedTargetRegressor):
        # MultiOutputRegressor looks for sample_weight in the signature, and would not see it.
        return estimator.set_params(regressor=MultiOutputRegressor(estimator.regressor))
    return MultiOutputRegressor(estimator)


def gaussian_nb(var_smoothing: float = 1e-9) -> GaussianNB:
    """Return naive Bayes."""
    return GaussianNB(var_smoothing=var_smoothing)


logistic_labels = _each(SteadyMultiOutputClassifier, logistic_regression)
ridge_labels = _each(SteadyMultiOutputClassifier, ridge_classifier)
sgd_labels = _each(SteadyMultiOutputClassifier, sgd_classifier)
bayes_labels = _each(SteadyMultiOutputClassifier, gaussian_nb)
linear_svm_labels = _each(SteadyMultiOutputClassifier, linear_svm_classifier)
kernel_svm_labels = _each(SteadyMultiOutputClassifier, kernel_svm_classifier)
boosting_labels = _each(SteadyMultiOutputClassifier, boosting_classifier)

sgd_values = _each(_each_value, sgd_regressor)
linear_svm_values = _each(_each_value, linear_svm_regressor)
kernel_svm_values = _each(_each_value, kernel_svm_regressor)
boosting_values = _each(_each_value, boosting_regressor)
