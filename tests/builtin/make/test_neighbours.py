"""Nearest neighbours, never more than there are, and never two equally near."""

import pickle
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from lepton_automl.builtin.make.neighbours import (
    STEP,
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
    assert make(n_neighbors=50, n_rows=n_rows).n_neighbors == asked


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("make", MAKERS)
def test_how_rows_are_searched_does_not_change_what_is_found(make, weights, p):
    rows, y = np.vstack([CUBE, CUBE]), np.arange(128) % 3
    found = []
    for algorithm in ("brute", "kd_tree", "ball_tree"):
        model = make(n_neighbors=4, weights=weights, p=p, n_rows=128)
        model.set_params(algorithm=algorithm).fit(rows, y)
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
    assert type(again) is parent
    assert again.feature_names_in_.tolist() == list("abcdef")
    assert (again.predict(X) == model.predict(X)).all()
