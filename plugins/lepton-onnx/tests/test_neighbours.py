import numpy as np
import pytest
from lepton_onnx import neighbours
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
    with pytest.raises(ExportError, match="too many for one file"):
        written(KNeighborsRegressor().fit(X, value), X)
