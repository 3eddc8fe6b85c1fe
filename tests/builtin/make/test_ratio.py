from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC

from lepton_automl.builtin.make.ratio import RatioSVC, nb_svm

X = np.array([[3, 0, 1], [2, 1, 0], [0, 2, 1], [0, 3, 0]] * 5, dtype=float)
y = np.array(["good", "good", "bad", "bad"] * 5)


def test_columns_count_by_how_they_tell_the_classes_apart():
    inside, outside = 0.5 + X[y == "good"].sum(axis=0), 0.5 + X[y == "bad"].sum(axis=0)
    ratio = np.log(inside / inside.sum()) - np.log(outside / outside.sum())
    known = LinearSVC(C=2.0, random_state=0).fit(X * ratio, y == "good")

    model = RatioSVC(C=2.0, alpha=0.5, random_state=0).fit(X, y)

    np.testing.assert_allclose(model.coef_, known.coef_ * ratio)
    np.testing.assert_allclose(
        model.decision_function(X), known.decision_function(X * ratio), atol=1e-12
    )
    assert model.classes_.tolist() == ["bad", "good"]
    assert (model.predict(X) == y).all()


def test_each_of_several_classes_has_ratios_of_its_own():
    several = np.array(["a", "b", "c", "a"] * 5)
    dense = RatioSVC(random_state=0).fit(X, several)
    one = RatioSVC(random_state=0).fit(X, several == "b")

    thin = RatioSVC(random_state=0).fit(sparse.csr_matrix(X), several)

    assert dense.coef_.shape == (3, 3)
    np.testing.assert_allclose(dense.coef_[1], one.coef_[0])
    np.testing.assert_allclose(thin.coef_, dense.coef_, atol=1e-3)


def test_rows_of_no_weight_are_as_if_they_were_not_there():
    before, half = X.copy(), len(y) // 2
    noise = np.vstack([X[:half], X[:half][::-1] + 5])
    weight = np.repeat([1.0, 0.0], half)

    model = RatioSVC(random_state=0).fit(noise, y, sample_weight=weight)

    np.testing.assert_allclose(
        model.coef_, RatioSVC(random_state=0).fit(X[:half], y[:half]).coef_, atol=1e-3
    )
    assert (before == X).all()


def test_the_fitted_form_is_scikit_learns():
    model = RatioSVC().fit(X, y)

    saved = pickle.loads(pickle.dumps(model))

    assert type(saved) is LinearSVC
    np.testing.assert_array_equal(saved.decision_function(X), model.decision_function(X))


def test_counts_below_zero_and_one_class_are_refused():
    with pytest.raises(ValueError, match="Negative values"):
        RatioSVC().fit(-X, y)
    with pytest.raises(ValueError, match="one class only"):
        RatioSVC().fit(X, np.ones(len(X)))


@pytest.mark.parametrize("tokens", ["words", "characters"])
def test_words_of_all_columns_tell_the_classes(tokens):
    rows = np.array([["good film", "yes"], ["bad film", "no"]] * 10, dtype=object)
    model = nb_svm(tokens=tokens).fit(rows, [1, 0] * 10)

    proba = model.predict_proba(np.array([["", "good"], ["", "no"]], dtype=object))

    assert proba.argmax(axis=1).tolist() == [1, 0]
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_texts_without_words_are_learned_from_too():
    empty = np.full((4, 1), "", dtype=object)

    assert nb_svm().fit(empty, [0, 1, 0, 1]).predict(empty).shape == (4,)


@pytest.mark.parametrize("tokens", ["words", "characters"])
def test_what_counts_more_is_believed(tokens):
    rows = np.array([["good film", "yes"], ["bad film", "no"]] * 20, dtype=object)
    torn = np.array([1, 0] * 10 + [0, 1] * 10)
    weight = np.repeat([9.0, 1.0], 20)
    new = np.array([["", "good"], ["", "no"]], dtype=object)
    for counts, said in ((weight, [1, 0]), (weight[::-1], [0, 1])):
        model = nb_svm(tokens=tokens, random_state=1).fit(rows, torn, sample_weight=counts)
        assert model.predict(new).tolist() == said
