"""Nearest neighbours, never more than there are, and never two equally near."""

import pickle
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, _base
from sklearn.preprocessing import MaxAbsScaler

from lepton_automl.builtin.make.neighbours import (
    FAR,
    STEP,
    CutOff,
    apart,
    k_neighbors_classifier,
    k_neighbors_regressor,
)

MAKERS = [k_neighbors_classifier, k_neighbors_regressor]
CUBE = np.array(
    list(product((0.0, 1.0), repeat=6))
)  # each corner has six that are equally near


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(("n_rows", "asked"), [(1000, 50), (40, 10), (3, 1)])
def test_no_more_neighbours_are_asked_than_a_fold_has(make, n_rows, asked):
    assert make(n_neighbors=50, n_rows=n_rows)[-1].n_neighbors == asked


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("make", MAKERS)
def test_how_rows_are_searched_does_not_change_what_is_found(make, weights, p):
    rows, y = np.vstack([CUBE, CUBE]), np.arange(128) % 3
    found = []
    for algorithm in ("brute", "kd_tree", "ball_tree"):
        model = make(n_neighbors=4, weights=weights, p=p, n_rows=128)
        model[-1].set_params(algorithm=algorithm)
        model.fit(rows, y)
        found.append(getattr(model, "predict_proba", model.predict)(CUBE))
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    np.testing.assert_allclose(found[1], found[2], atol=1e-12)


def test_rows_that_were_equal_count_nearly_the_same():
    model = k_neighbors_classifier(n_neighbors=9, n_rows=100)
    model.fit(np.vstack([np.zeros((3, 4)), np.ones((9, 4))]), [0, 0, 1, *[2] * 9])
    assert model.predict_proba(np.zeros((1, 4)))[0] == pytest.approx(
        [2 / 3, 1 / 3, 0], abs=0.05
    )


def test_rows_are_moved_by_a_share_of_their_size():
    rows = np.random.default_rng(0).normal(size=(50, 8)) * np.logspace(0, 9, 50)[:, None]
    moves = np.abs(apart(rows) - rows) / np.abs(rows).max(axis=1, keepdims=True)
    assert moves[25:].max() <= 1.01 * STEP
    assert moves.min() >= 0.89 * STEP
    assert np.isfinite(apart(np.zeros((3, 2)))).all()
    assert len(np.unique(apart(np.zeros((30, 2))), axis=0)) == 30


@pytest.mark.parametrize(
    ("rows", "kept"), [(CUBE.astype(np.float32), np.float32), (CUBE.astype(int), np.float64)]
)
def test_numbers_stay_as_exact_as_they_are(rows, kept):
    assert apart(rows).dtype == kept
    assert apart(sparse.csr_matrix(rows)).dtype == kept


def test_what_is_zero_in_a_sparse_matrix_stays_so():
    rows = sparse.csr_matrix(CUBE)
    moved = apart(rows)
    assert moved.nnz == rows.nnz
    assert np.abs(moved - rows).max() <= 1.01 * STEP
    assert (rows.toarray() == CUBE).all()


@pytest.mark.parametrize(
    ("make", "parent"),
    [
        (k_neighbors_classifier, KNeighborsClassifier),
        (k_neighbors_regressor, KNeighborsRegressor),
    ],
)
def test_it_is_saved_as_the_parent_with_the_names_of_columns(make, parent):
    X = pd.DataFrame(CUBE, columns=list("abcdef"))
    model = make().fit(X, np.arange(64) % 2)
    again = pickle.loads(pickle.dumps(model))
    assert [type(step) for step in again] == [MaxAbsScaler, parent]
    assert again.feature_names_in_.tolist() == list("abcdef")
    assert (again.predict(X) == model.predict(X)).all()


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("far", [1e12, -1e300])
def test_rows_far_out_of_range_have_one_answer_too(make, p, far):
    X, y, asked = wide(far)
    model = make(n_neighbors=5, p=p).fit(X, y)
    by_products = ask(model, asked)  # brute force: over 15 columns
    model[-1].set_params(algorithm="kd_tree")
    np.testing.assert_allclose(by_products, ask(model.fit(X, y), asked), atol=1e-4)


def test_a_number_far_out_of_range_leaves_a_say_to_the_others():
    X, y, _ = wide(1e20)
    model = k_neighbors_classifier(n_neighbors=9, p=1).fit(X[:, :3], y)
    sure = model.predict_proba([[-3, 1e20, 0], [3, 1e20, 0]])[:, 1]
    assert sure[0] < 0.3
    assert sure[1] > 0.7


def wide(far):
    """Return rows, what decides in the first column, and rows with some numbers far out."""
    random = np.random.default_rng(0)
    X, asked = random.normal(size=(300, 20)), random.normal(size=(100, 20))
    return X, (X[:, 0] > 0).astype(int), np.where(random.random(asked.shape) < 0.1, far, asked)


def ask(model, rows):
    return getattr(model, "predict_proba", model.predict)(rows)


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix])
def test_numbers_are_cut_off_where_none_is_usual(form):
    rows = np.random.default_rng(0).normal(size=(60, 4))
    rows[0, 0] = 1e9
    cut = CutOff(clip=True).fit(form(rows))
    bound = cut.scale_[0]
    assert FAR * 1.0 < bound < FAR * 4.0
    assert np.log2(bound) % 1 == 0
    found = cut.transform(form(rows))
    found = found.toarray() if sparse.issparse(found) else found
    assert found[0, 0] == 1
    assert (found[1:] == rows[1:] / bound).all()


def test_of_nothing_but_zeros_the_bound_is_finite():
    assert CutOff(clip=True).fit(np.zeros((3, 2))).scale_.tolist() == [FAR, FAR]


@pytest.mark.parametrize("make", MAKERS)
def test_rows_are_put_in_order_once(make, monkeypatch):
    built, fit = [], _base.NeighborsBase._fit
    monkeypatch.setattr(
        _base.NeighborsBase, "_fit", lambda *given: built.append(1) or fit(*given)
    )
    model = make()[-1].fit(CUBE, np.arange(64) % 2)
    assert built == [1]
    assert model.n_features_in_ == 6


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_malformed_is_refused_as_by_the_parent(make):
    model = make()[-1]
    with pytest.raises(ValueError, match="NaN"):
        model.fit(np.full((5, 2), np.nan), np.arange(5) % 2)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        model.fit(CUBE, [0, 1])
    with pytest.raises(ValueError, match="y.*None"):
        model.fit(CUBE, None)
