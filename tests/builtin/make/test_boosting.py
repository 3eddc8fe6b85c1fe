"""Boosting stops early whatever the classes are."""

import pickle

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from lepton_automl.builtin.make.boosting import (
    EARLY_STOPPING_ROWS,
    SteadyBoostingClassifier,
    SteadyBoostingRegressor,
    boosting_classifier,
    boosting_poisson,
    boosting_regressor,
)

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(300, 3))


def steady(**options):
    return SteadyBoostingClassifier(early_stopping=True, random_state=0, **options)


def test_it_stops_early_with_a_class_of_one_member():
    y = (X[:, 0] > 0).astype(int)
    y[0] = 2
    model = steady(max_iter=300, n_iter_no_change=5).fit(X, y, sample_weight=np.ones(300))
    assert model.n_iter_ < 300
    assert model.predict_proba(X).shape == (300, 3)


def test_with_too_few_rows_to_spare_it_still_fits():
    model = steady(max_iter=5, min_samples_leaf=1).fit(X[:6], [0, 1, 2, 0, 1, 2])
    assert model.predict_proba(X[:6]).shape == (6, 3)


def test_rows_given_to_watch_are_watched():
    y = X[:, 0] > 0
    one = steady(max_iter=50, n_iter_no_change=2).fit(X, y, X_val=X, y_val=y)
    assert len(one.validation_score_) == one.n_iter_ + 1


def test_it_is_saved_as_its_parent():
    model = steady(max_iter=5).fit(X, X[:, 0] > 0)
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is HistGradientBoostingClassifier
    assert (again.predict_proba(X) == model.predict_proba(X)).all()


@pytest.mark.parametrize("known", [0, 1, 3])
@pytest.mark.parametrize("early_stopping", [True, False])
@pytest.mark.parametrize("of", [SteadyBoostingClassifier, SteadyBoostingRegressor])
def test_a_column_may_have_hardly_a_number(of, early_stopping, known):
    rows = np.column_stack([X, np.full(300, np.nan)])
    rows[:known, 3] = np.arange(known)
    model = of(early_stopping=early_stopping, max_iter=20, random_state=0)
    model.fit(rows, X[:, 0] > 0)
    assert model.score(rows, X[:, 0] > 0) > 0.8
    assert np.array_equal(model.predict(rows[known:]), model.predict(rows)[known:])


def test_numbers_too_are_watched_on_rows_held_out():
    model = SteadyBoostingRegressor(early_stopping=True, max_iter=500, random_state=0)
    model.fit(X, X[:, 0], sample_weight=np.ones(300))
    assert model.n_iter_ < 500
    assert type(pickle.loads(pickle.dumps(model))) is HistGradientBoostingRegressor


@pytest.mark.parametrize("make", [boosting_classifier, boosting_regressor])
def test_how_it_stops_depends_on_the_rows(make):
    assert make(n_rows=EARLY_STOPPING_ROWS).early_stopping is True
    few = make(n_rows=EARLY_STOPPING_ROWS - 1)
    assert few.early_stopping is False
    assert few.max_iter == 100
    assert make(learning_rate=0.01, n_rows=100).max_iter == 300


@pytest.mark.parametrize("make", [boosting_classifier, boosting_regressor])
def test_leaves_are_small_in_tiny_tables(make):
    assert make(min_samples_leaf=40, n_rows=60).min_samples_leaf == 4
    assert make(min_samples_leaf=40, n_rows=10_000).min_samples_leaf == 40


def test_what_multiplies_is_learned_better_by_the_poisson_deviance():
    random = np.random.default_rng(0)
    rows = random.normal(size=(1500, 3))
    y = np.exp(rows.sum(axis=1)) * random.lognormal(sigma=0.2, size=1500)
    learn, held = slice(0, 1000), slice(1000, 1500)
    plain, poisson = (
        make(random_state=0).fit(rows[learn], y[learn]).score(rows[held], y[held])
        for make in (boosting_regressor, boosting_poisson)
    )
    assert poisson > plain + 0.02


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_size_of_counts_makes_no_difference(factor):
    y = np.exp(X[:, 0])
    one, other = (
        boosting_poisson(l2_regularization=1.0, n_rows=300, random_state=0).fit(X, size * y)
        for size in (1.0, factor)
    )
    np.testing.assert_allclose(other.predict(X), factor * one.predict(X), rtol=1e-9)
