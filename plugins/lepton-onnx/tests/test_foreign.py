import numpy as np
import pytest
from sklearn.ensemble import AdaBoostClassifier
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, PolynomialFeatures

from lepton_automl.plugin import ExportError


@pytest.mark.parametrize("step", [PolynomialFeatures(2), Normalizer()], ids=str)
def test_steps_that_skl2onnx_knows_are_merged(step, numbers, agree):
    X, value, *_, strange = numbers
    agree(make_pipeline(step, Ridge()).fit(X, value), strange[:60], atol=1e-5)


def test_a_regressor_that_skl2onnx_knows_is_merged(numbers, agree):
    X, value, *_ = numbers
    model = GaussianProcessRegressor(alpha=0.1).fit(X[:40], value[:40])
    agree(model, X[40:60], atol=1e-5)


def test_trees_of_another_kind_are_refused(numbers, written):
    X, _, two, *_ = numbers
    with pytest.raises(ExportError, match=r"AdaBoostClassifier cannot be converted to ONNX \("):
        written(AdaBoostClassifier(n_estimators=3, random_state=0).fit(X, two), X)


def test_what_nobody_knows_is_refused_by_name_and_place(numbers, written):
    X, _, two, *_ = numbers
    model = make_pipeline(Normalizer(), NearestCentroid()).fit(X, two)
    with pytest.raises(
        ExportError, match="nearestcentroid: NearestCentroid cannot be converted"
    ):
        written(model, X)


def test_text_is_refused_where_nothing_here_knows_it(frame, by_graph):
    step = PolynomialFeatures().fit(np.ones((2, 1)))
    with pytest.raises(ExportError, match="nothing here converts it for text"):
        by_graph(step, frame(a=["x", "y"]))
