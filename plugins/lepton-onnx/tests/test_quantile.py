import numpy as np
import pytest
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.model import session
from lepton_onnx.quantile import interpolated, normal_quantile
from scipy.stats import norm
from sklearn.preprocessing import QuantileTransformer


def run(make, values):
    graph = Graph()
    x = graph.input("x", DOUBLE, [None, values.shape[1]])
    graph.output("y", make(graph, x), DOUBLE, [None, None])
    return session(graph.model().SerializeToString()).run(None, {"x": values})[0]


@pytest.mark.parametrize("output", ["normal", "uniform"])
def test_quantiles_are_the_same(output, numbers, holes, same):
    X, *_, strange = numbers
    X = np.column_stack([X, np.round(X[:, 0]), np.zeros(len(X))])  # ties, and nothing but
    strange = np.column_stack([strange, np.round(strange[:, 0]), strange[:, 1]])
    step = QuantileTransformer(n_quantiles=50, output_distribution=output).fit(X)
    same(step, np.vstack([holes(strange), X]))


def test_the_normal_quantile_is_right_to_twelve_digits():
    share = np.r_[1e-300, 1e-20, 1e-7, np.linspace(0.001, 0.999, 501), 1 - 1e-7][:, None]
    np.testing.assert_allclose(run(normal_quantile, share), norm.ppf(share), rtol=1e-12)
    ends = run(normal_quantile, np.array([[0.0], [1.0], [np.nan]])).ravel()
    assert ends[0] == -np.inf
    assert ends[1] == np.inf
    assert np.isnan(ends[2])


def test_interpolation_is_numpys(rng):
    points = np.sort(rng.normal(size=(2, 7)))
    points[0, 3] = points[0, 4]
    heights = np.cumsum(rng.random(7))
    x = np.vstack([rng.normal(size=(50, 2)) * 2, points.T])
    found = run(lambda g, name: interpolated(g, name, points, heights), x)
    wanted = np.column_stack([np.interp(x[:, k], points[k], heights) for k in range(2)])
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
