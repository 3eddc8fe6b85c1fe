import numpy as np
import pytest
from lepton_onnx.graph import DOUBLE, INT64, Graph
from lepton_onnx.linear import affine, normalised, sigmoid
from lepton_onnx.model import session
from lepton_onnx.values import Dense, Matrix, Sparse
from scipy.special import expit
from sklearn import linear_model as m
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from lepton_automl.builtin.make.descent import (
    GradientDescentClassifier,
    GradientDescentRegressor,
)
from lepton_automl.plugin import ExportError

CLASSIFIERS = [
    m.LogisticRegression(),
    m.SGDClassifier(loss="log_loss", random_state=0),
    m.SGDClassifier(loss="modified_huber", random_state=0),
    GradientDescentClassifier(random_state=0),
    LinearDiscriminantAnalysis(),
]
REGRESSORS = [
    m.LinearRegression(), m.Ridge(), m.Lasso(0.01), m.ElasticNet(0.01), m.HuberRegressor(),
    m.BayesianRidge(), m.SGDRegressor(random_state=0), GradientDescentRegressor(random_state=0),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    "model", CLASSIFIERS, ids=lambda m: f"{type(m).__name__}-{m.get_params().get('loss')}"
)
@pytest.mark.parametrize("classes", ["two", "three"])
def test_probabilities_of_linear_models_are_the_same(model, classes, numbers, agree):
    X, _, two, three, strange = numbers
    agree(model.fit(X, two if classes == "two" else three), strange)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("model", REGRESSORS, ids=lambda m: type(m).__name__)
def test_values_of_linear_models_are_the_same(model, numbers, agree):
    X, value, *_, strange = numbers
    agree(model.fit(X, value), strange)


def test_a_loss_without_probabilities_is_refused(numbers, written):
    X, _, two, *_ = numbers
    with pytest.raises(ExportError, match="loss 'hinge' is unknown"):
        written(m.SGDClassifier(random_state=0).fit(X, two), X)


@pytest.mark.parametrize("n_outputs", [1, 3, 40])
def test_a_product_with_what_is_sparse_is_right(n_outputs, rng):
    graph = Graph()
    left = Dense(graph.input("left", DOUBLE, [None, 2]), 2)
    index, value = (
        graph.input(name, dtype, [None, 2])
        for name, dtype in (("index", INT64), ("value", DOUBLE))
    )
    weights, bias = rng.normal(size=(7, n_outputs)), rng.normal(size=n_outputs)
    both = Matrix((left, Sparse(index, value, 5)))
    graph.output("y", affine(graph, both, weights, bias), DOUBLE, [None, n_outputs])
    given = {
        "left": np.array([[1.0, 2.0]]),
        "index": np.array([[4, 1]]),
        "value": np.array([[3.0, 5.0]]),
    }
    found = session(graph.model().SerializeToString()).run(None, given)[0]
    np.testing.assert_allclose(found, np.array([[1.0, 2, 0, 5, 0, 0, 3]]) @ weights + bias)


def test_the_sigmoid_is_right_down_to_the_smallest_numbers():
    graph = Graph()
    graph.output("y", sigmoid(graph, graph.input("x", DOUBLE, [None, 1])), DOUBLE, [None, 1])
    x = np.array([[-745.0], [-100.0], [-1.0], [0.0], [1.0], [800.0]])
    found = session(graph.model().SerializeToString()).run(None, {"x": x})[0]
    np.testing.assert_allclose(found, expit(x), rtol=1e-14, atol=1e-320)


def test_shares_of_nothing_are_equal():
    graph = Graph()
    graph.output("y", normalised(graph, graph.input("x", DOUBLE, [None, 2])), DOUBLE, [None, 2])
    x = np.array([[0.0, 0.0], [1.0, 3.0]])
    found = session(graph.model().SerializeToString()).run(None, {"x": x})[0]
    assert found.tolist() == [[0.5, 0.5], [0.25, 0.75]]
