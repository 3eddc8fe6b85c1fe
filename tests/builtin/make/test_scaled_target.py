"""Regressors of a scaled y say nothing that is far from all that was seen."""

import pickle

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl.builtin.make.linear import linear_regression, ridge_regression
from lepton_automl.builtin.make.network import mlp_regressor
from lepton_automl.builtin.make.svm import linear_svm_regressor
from lepton_automl.quick import quick

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 3))
Y = 10.0 + X @ [1.0, -2.0, 0.5] + 0.1 * RANDOM.normal(size=200)
FAR = np.array([[1e6, 0.0, 0.0], [-1e6, 0.0, 0.0]])


@pytest.mark.parametrize(
    "model", [linear_regression(), ridge_regression(), linear_svm_regressor(), mlp_regressor()]
)
def test_a_row_far_out_is_predicted_a_quarter_beyond_what_was_seen_at_most(model):
    more = 0.25 * (Y.max() - Y.min())
    said = model.fit(X, Y).predict(FAR)
    assert said.max() <= Y.max() + more + 1e-9
    assert said.min() >= Y.min() - more - 1e-9


@pytest.mark.parametrize(
    ("bounded", "plain"),
    [(linear_regression(), LinearRegression()), (ridge_regression(3.0), Ridge(3.0))],
)
def test_other_rows_are_predicted_as_without_bounds(bounded, plain):
    assert bounded.fit(X, Y).predict(X) == pytest.approx(plain.fit(X, Y).predict(X), rel=1e-9)


def test_each_of_several_numbers_has_its_own_bounds():
    both = np.column_stack([Y, 1000.0 * Y])
    said = linear_regression().fit(X, both).predict(FAR)
    assert said[0] == pytest.approx([said[0, 0], 1000.0 * said[0, 0]])
    assert (abs(said[:, 0]) < 100).all()


def test_it_is_saved_as_what_scikit_learn_knows():
    loaded = pickle.loads(pickle.dumps(linear_regression().fit(X, Y)))
    assert type(loaded) is TransformedTargetRegressor
    assert b"lepton" not in pickle.dumps(loaded)
    assert (loaded.predict(FAR) == linear_regression().fit(X, Y).predict(FAR)).all()


def test_a_constant_stays_one():
    assert linear_regression().fit(X, np.full(200, 7.0)).predict(FAR) == pytest.approx(7.0)


@pytest.mark.parametrize("model", [linear_regression(), linear_svm_regressor()])
def test_the_quick_way_keeps_the_bounds(model):
    pipeline = pickle.loads(pickle.dumps(make_pipeline(StandardScaler(), model).fit(X, Y)))
    rows = np.vstack([X, FAR])
    assert quick(pipeline, "predict")(rows) == pytest.approx(pipeline.predict(rows), rel=1e-12)
