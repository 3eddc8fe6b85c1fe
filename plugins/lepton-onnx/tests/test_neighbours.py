import numpy as np
import pytest
from lepton_onnx import neighbours
from scipy import sparse
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from lepton_automl.builtin.make.neighbours import k_neighbors_classifier, k_neighbors_regressor
from lepton_automl.plugin import ExportError

OPTIONS = [{"weights": w, "p": p} for w in ("uniform", "distance") for p in (1, 2)]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_classes_of_like_rows_are_the_same(options, numbers, agree):
    X, _, _, three, strange = numbers
    agree(KNeighborsClassifier(7, **options).fit(X, three), strange)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_values_of_like_rows_are_the_same(options, numbers, agree):
    X, value, *_, strange = numbers
    agree(KNeighborsRegressor(7, **options).fit(X, value), strange)


def test_rows_equal_to_one_asked_for_decide_alone(numbers, agree):
    X, value, *_ = numbers
    X = np.vstack([X[:50], X[:10]])
    agree(KNeighborsRegressor(5, weights="distance").fit(X, value[:60]), X)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("make", [k_neighbors_classifier, k_neighbors_regressor])
def test_among_rows_of_categories_the_same_are_asked(make, options, rng, agree):
    X = np.eye(7)[rng.integers(7, size=(300, 3))].reshape(
        300, -1
    )  # brute force: over 15 columns
    agree(make(9, **options).fit(X, rng.integers(3, size=300)), X, atol=1e-5)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("make", [k_neighbors_classifier, k_neighbors_regressor])
def test_rows_far_out_of_range_have_the_same_neighbours(make, options, rng, agree):
    X = rng.normal(size=(300, 20))
    y = rng.integers(3, size=300)
    strange = np.where(rng.random(X.shape) < 0.1, rng.choice([1e12, -1e12], X.shape), X)
    agree(make(9, **options).fit(X, y), strange, atol=1e-9)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("make", [k_neighbors_classifier, k_neighbors_regressor])
def test_of_sparse_rows_only_what_is_not_zero_is_kept(make, options, rng, written):
    X = np.where(rng.random((400, 300)) < 0.02, rng.normal(size=(400, 300)), 0.0)
    X[0] = 0
    model = make(9, **options).fit(sparse.csr_matrix(X), rng.integers(3, size=400))
    strange = np.where(rng.random((60, 300)) < 0.02, 1e12 * X[100:160], X[200:260])
    ask = "predict_proba" if hasattr(model, "classes_") else "predict"
    graph = written(model, strange)
    found = getattr(graph, ask)(np.vstack([X, strange]))
    wanted = getattr(model, ask)(sparse.csr_matrix(np.vstack([X, strange])))
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert len(graph.file) < X.nbytes / 2


def test_sparse_rows_with_nothing_in_them_have_a_graph(rng, agree):
    X = sparse.csr_matrix((20, 5))
    model = KNeighborsRegressor(20).fit(X, rng.normal(size=20))
    agree(model, np.zeros((3, 5)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metric": "chebyshev"}, "metric 'chebyshev'"),
        ({"weights": np.ones_like}, "a function"),
    ],
)
def test_what_has_no_graph_is_refused(options, words, numbers, written):
    X, value, *_ = numbers
    with pytest.raises(ExportError, match=words):
        written(KNeighborsRegressor(3, **options).fit(X, value), X)


def test_too_many_rows_are_refused(numbers, written, monkeypatch):
    monkeypatch.setattr(neighbours, "MOST", 10)
    X, value, *_ = numbers
    with pytest.raises(ExportError, match="numbers where one file may hold 10"):
        written(KNeighborsRegressor().fit(X, value), X)
