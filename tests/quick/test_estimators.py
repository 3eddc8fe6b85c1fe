"""Estimators that are not known, or learned several things at once, are asked themselves."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, Normalizer

from lepton_automl.quick.estimators import predictor

X = np.random.default_rng(0).normal(size=(50, 3))
Y = np.column_stack([X[:, 0], X[:, 1] * 2])


@pytest.mark.parametrize("model", [KNeighborsRegressor(), Ridge(), RandomForestRegressor(3)])
def test_several_values_at_once(model):
    model.fit(X, Y)
    assert predictor(model, "predict")(X[:5]) == pytest.approx(model.predict(X[:5]))


@pytest.mark.parametrize("n_classes", [2, 3])
def test_probabilities_of_a_linear_model(n_classes):
    model = LogisticRegression().fit(X, np.arange(50) % n_classes)
    expected = model.predict_proba(X[:5])
    assert predictor(model, "predict_proba")(X[:5]) == pytest.approx(expected)


@pytest.mark.parametrize("before", [MaxAbsScaler(clip=True), Normalizer()])
def test_an_estimator_with_steps_of_its_own(before):
    model = make_pipeline(before, LogisticRegression()).fit(X, np.arange(50) % 2)
    far = X[:5] * 10
    expected = model.predict_proba(far)
    assert predictor(model, "predict_proba")(far) == pytest.approx(expected)


def test_boosting_of_nothing_but_categories():
    codes = np.random.default_rng(1).integers(0, 4, size=(90, 3)).astype(float)
    model = HistGradientBoostingClassifier(categorical_features=[0, 1, 2], max_iter=5)
    model.fit(codes, codes[:, 0] % 2)
    said = predictor(model, "predict_proba")(codes[:5])
    assert said == pytest.approx(model.predict_proba(codes[:5]))
