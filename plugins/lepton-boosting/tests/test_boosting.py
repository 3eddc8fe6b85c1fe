"""What all estimators do alike."""

import pickle
import subprocess
import sys

import lepton_boosting
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from lepton_boosting.boosting import MANY_ROWS
from sklearn.base import clone
from sklearn.utils import compute_sample_weight

CLASSIFIERS = [n for n in lepton_boosting.__all__ if n.endswith("Classifier")]
REGRESSORS = [n for n in lepton_boosting.__all__ if n.endswith("Regressor")]
SPARSE = [n for n in lepton_boosting.__all__ if not n.startswith("CatBoost")]
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(300, 4))
NUMBER = X[:, 0] + 0.3 * RANDOM.normal(size=300)
POSITIVE = NUMBER - NUMBER.min()
LABEL = np.where(NUMBER > 0, "yes", "no")
TRAIN, HELD = slice(0, 200), slice(200, 300)


def make(name, **params):
    return getattr(lepton_boosting, name)(random_state=0, **params)


def target(name):
    numbers = POSITIVE if "Poisson" in name else NUMBER
    return LABEL if name in CLASSIFIERS else numbers


def response(model, rows):
    return getattr(model, "predict_proba", model.predict)(rows)


def kept_rounds(model):
    booster = model.booster_
    if hasattr(booster, "num_trees"):
        return booster.num_trees()
    return (
        booster.tree_count_ if hasattr(booster, "tree_count_") else booster.num_boosted_rounds()
    )


def watched(name, **params):
    y = target(name)
    held = {"X_val": X[HELD], "y_val": y[HELD]}
    return make(name, **params).fit(X[TRAIN], y[TRAIN], **held)


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_it_stops_early_and_says_what_a_refit_needs(name):
    model = watched(name, learning_rate=0.3)
    (rounds,) = model.refit_params_.values()
    assert 1 <= kept_rounds(model) == rounds < 300
    again = clone(model).set_params(**model.refit_params_).fit(X, target(name))
    assert kept_rounds(again) == rounds
    assert again.refit_params_ == model.refit_params_


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_the_rows_watched_are_predicted_better_than_with_far_too_many_rounds(name):
    def loss(model):
        found = response(model, X[HELD])
        if name in REGRESSORS:
            return np.mean((found - target(name)[HELD]) ** 2)
        return -np.log(np.where(LABEL[HELD] == "yes", found[:, 1], found[:, 0])).mean()

    many = make(name, learning_rate=0.3, n_estimators=300).fit(X[TRAIN], target(name)[TRAIN])
    assert loss(watched(name, learning_rate=0.3)) < loss(many)


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_alone_and_with_rows_to_spare_it_watches_a_tenth_of_them(name):
    rows = RANDOM.normal(size=(1500, 3))
    y = (rows[:, 0] + RANDOM.normal(size=1500) > 0).astype(int)
    model = make(name, learning_rate=0.3).fit(rows, y)
    assert kept_rounds(model) < 100


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_unpickled_it_predicts_the_same(name):
    model = watched(name, n_estimators=20)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(response(model, X), response(again, X))


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_many_rows_are_predicted_by_several_threads_to_the_same_end(name):
    rows = RANDOM.normal(size=(MANY_ROWS + 7, 4))
    model = make(name, n_estimators=5).fit(X, target(name))
    alone = response(model, rows)
    assert np.array_equal(response(model.set_params(n_jobs=2), rows), alone)


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_a_few_rows_are_predicted_like_many_and_checked_like_many(name):
    model = make(name, n_estimators=10).fit(X, target(name))
    assert np.array_equal(response(model, X[:3]), response(model, X)[:3])
    with pytest.raises(ValueError, match="infinity"):
        response(model, np.array([[1.0, np.inf, 0.0, 0.0]]))
    with pytest.raises(ValueError, match="expecting 4 features"):
        response(model, X[:1, :3])


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_any_column_names_will_do(name):
    columns = ["F03[C-N]", 'a "quoted" {json}', "x<y", "", "ä"]
    table = pd.DataFrame(X, columns=columns[:4]).assign(ä=1.0)
    model = make(name, n_estimators=5).fit(table, target(name))
    assert len(response(model, table)) == len(X)
    assert model.feature_names_in_[0] == "F03[C-N]"


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_a_row_of_no_weight_is_not_there(name):
    weight = np.r_[np.ones(200), np.zeros(100)]
    y = target(name)
    one = make(name, n_estimators=10).fit(X, y, sample_weight=weight)
    other = make(name, n_estimators=10).fit(X[TRAIN], y[TRAIN], sample_weight=weight[TRAIN])
    assert np.array_equal(response(one, X), response(other, X))


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_weights_count_by_their_proportion(name):
    weight = np.where(X[:, 1] > 0, 1.0, 3.0)
    one = make(name, n_estimators=10).fit(X, target(name), sample_weight=weight)
    other = make(name, n_estimators=10).fit(X, target(name), sample_weight=weight * 1024)
    np.testing.assert_allclose(response(one, X), response(other, X), rtol=1e-6)


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_weights_of_the_rows_watched_count(name):
    y = target(name).copy()
    # There, whatever was learned is wrong.
    wrong = y.max() - y[280:] if name in REGRESSORS else np.where(y[280:] == "yes", "no", "yes")
    y[280:] = wrong
    held = {"X_val": X[HELD], "y_val": y[HELD]}
    weight = np.where(np.arange(200, 300) < 280, 0.0, 1.0)
    params = {"learning_rate": 0.3}
    even = make(name, **params).fit(X[TRAIN], y[TRAIN], **held)
    odd = make(name, **params).fit(X[TRAIN], y[TRAIN], **held, sample_weight_val=weight)
    assert odd.refit_params_["n_estimators"] < even.refit_params_["n_estimators"]


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_where_nothing_can_be_learned_it_predicts_the_usual(name):
    nothing = make(name).fit(np.ones((300, 2)), target(name))
    found = response(nothing, np.ones((3, 2)))
    if name in REGRESSORS:
        np.testing.assert_allclose(found, target(name).mean(), atol=0.05)
        constant = make(name).fit(X, np.full(300, 1.5))
        assert (constant.predict(X) == 1.5).all()
    else:
        np.testing.assert_allclose(found[:, 1], (LABEL == "yes").mean(), atol=0.05)
        alike = make(name).fit(X, np.full(300, "same"))
        assert (alike.predict(X) == "same").all()
        assert (alike.predict_proba(X) == 1).all()


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_numbers_too_large_for_single_precision_are_taken(name):
    rows = X.copy()
    rows[::2, 0] *= 1e300
    model = make(name, n_estimators=5).fit(rows, target(name))
    assert np.isfinite(response(model, rows)).all()


@pytest.mark.parametrize("name", lepton_boosting.__all__)
def test_unknown_categories_are_as_good_as_missing(name):
    codes = RANDOM.integers(0, 5, size=300).astype(float)
    codes[::10] = np.nan
    table = np.column_stack([X[:, 1], codes])
    y = np.where(codes >= 3, 2.0, 0.0)
    model = make(name, n_estimators=20, categorical_features=[1]).fit(table, y)
    asked = np.array([[0.1, np.nan], [0.1, 99], [0.1, -1], [0.1, 4], [0.1, 1]])
    found = response(model, asked)
    if not name.startswith("CatBoost"):  # to CatBoost, missing is a category of its own
        assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])
    assert not np.array_equal(found[3], found[4])


@pytest.mark.parametrize("name", SPARSE)
@pytest.mark.parametrize("coded", [False, True])
def test_sparse_or_dense_the_predictions_are_the_same(name, coded):
    table = np.where(RANDOM.random((300, 6)) < 0.5, RANDOM.normal(size=(300, 6)), 0.0)
    table[:, 2] = RANDOM.integers(0, 4, 300)
    y = (table[:, 0] + (table[:, 2] == 0) > 0.3).astype(int)
    model = make(name, n_estimators=20, categorical_features=[2] if coded else None)
    for learned in (table, scipy.sparse.csr_matrix(table), scipy.sparse.csr_array(table)):
        model.fit(learned, y)
        expected = response(model, learned)
        assert np.array_equal(response(model, table), expected)
        assert np.array_equal(response(model, scipy.sparse.csr_matrix(table)), expected)


@pytest.mark.parametrize("coded", [False, True])
def test_xgboost_looks_at_columns_that_enough_rows_fill(coded):
    rare = scipy.sparse.random_array((300, 400), density=0.02, rng=RANDOM, format="csr")
    words = np.where(RANDOM.random((300, 3)) < 0.5, RANDOM.normal(size=(300, 3)), 0.0)
    groups = RANDOM.integers(0, 40, (300, 1)) * (RANDOM.random((300, 1)) < 0.05)
    table = scipy.sparse.hstack([rare, words, groups], format="csr")
    y = words[:, 0] + (words[:, 1] == 0)
    model = make(
        "XGBoostRegressor", n_estimators=30, categorical_features=[403] if coded else None
    )
    model.fit(table, y)
    assert len(model._columns) == 100
    assert {400, 401, 402} <= set(model._columns)
    assert (403 in model._columns) >= coded
    assert model.score(table, y) > 0.9
    assert np.array_equal(model.predict(table), model.predict(table.toarray()))


def test_xgboost_takes_no_more_columns_than_memory_holds(monkeypatch):
    monkeypatch.setattr("lepton_boosting.xgboost.MOST_CELLS", 300 * 150)
    table = scipy.sparse.random_array((300, 400), density=0.2, rng=RANDOM, format="csr")
    model = make("XGBoostRegressor", n_estimators=2).fit(table, NUMBER)
    filled = np.diff(table.tocsc().indptr)
    others = np.setdiff1d(np.arange(400), model._columns)
    assert len(model._columns) == 150
    assert filled[model._columns].min() >= filled[others].max()


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("asked", ["balanced", {"no": 0.5, "yes": 2.0}])
def test_weights_of_classes_are_those_of_their_rows(name, asked):
    rare = np.where(NUMBER > 1, "yes", "no")
    own = np.where(X[:, 1] > 0, 1.0, 2.0)
    counts = own * compute_sample_weight(asked, rare)
    fits = [{}, {"X_val": X[HELD], "y_val": rare[HELD], "sample_weight_val": own[HELD]}]
    even = make(name, n_estimators=20).fit(X, rare, sample_weight=own)
    for watched in fits:
        model = make(name, n_estimators=20, class_weight=asked)
        said = response(model.fit(X, rare, sample_weight=own, **watched), X)
        if watched:
            watched = {**watched, "sample_weight_val": counts[HELD]}
        by_row = make(name, n_estimators=20).fit(X, rare, sample_weight=counts, **watched)
        np.testing.assert_allclose(said, response(by_row, X), rtol=1e-4)
        assert said[:, 1].mean() > response(even, X)[:, 1].mean() + 0.05
    with pytest.raises(ValueError, match="class_weight"):
        make(name, class_weight={"never": 2.0, "no": 1.0}).fit(X, rare)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_class_that_only_the_rows_watched_have_is_passed_over(name):
    y = LABEL.astype(object)
    y[HELD][:10] = "never"
    model = make(name, n_estimators=10).fit(X[TRAIN], y[TRAIN], X_val=X[HELD], y_val=y[HELD])
    assert list(model.classes_) == ["no", "yes"]
    model.fit(X[TRAIN], y[TRAIN], X_val=X[:5], y_val=["never"] * 5)
    assert kept_rounds(model) == 10


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_rare_classes_are_learned_from_and_not_held_out(name):
    rows = RANDOM.normal(size=(1200, 2))
    y = np.where(rows[:, 0] > 0, "many", "more")
    y[:3] = "rare"
    model = make(name, learning_rate=0.3).fit(rows, y)
    assert list(model.classes_) == ["many", "more", "rare"]
    np.testing.assert_allclose(model.predict_proba(rows).sum(axis=1), 1, atol=1e-12)


@pytest.mark.parametrize("name", [n for n in REGRESSORS if "Poisson" not in n])
def test_small_differences_of_large_numbers_are_learned(name):
    y = 1.7e9 + NUMBER
    found = make(name, n_estimators=50).fit(X, y).predict(X)
    assert np.corrcoef(found, y)[0, 1] > 0.9


def test_what_multiplies_is_learned_better_by_the_poisson_deviance():
    rows = RANDOM.normal(size=(1200, 4))
    y = np.exp(rows.sum(axis=1)) * RANDOM.lognormal(sigma=0.2, size=1200)
    learn, held = slice(0, 900), slice(900, 1200)
    plain, poisson = (
        make(name).fit(rows[learn], y[learn]).score(rows[held], y[held])
        for name in ("LightGBMRegressor", "LightGBMPoissonRegressor")
    )
    assert poisson > plain + 0.02


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_size_of_counts_makes_no_difference(factor):
    one = make("LightGBMPoissonRegressor", n_estimators=20).fit(X, POSITIVE)
    other = make("LightGBMPoissonRegressor", n_estimators=20).fit(X, factor * POSITIVE)
    np.testing.assert_allclose(other.predict(X), factor * one.predict(X), rtol=1e-4)


def test_the_poisson_deviance_refuses_numbers_below_0():
    with pytest.raises(ValueError, match="knows no numbers below 0"):
        make("LightGBMPoissonRegressor").fit(X, NUMBER)


def test_where_all_is_0_so_is_what_is_expected():
    nothing = make("LightGBMPoissonRegressor").fit(X, np.zeros(300))
    assert (nothing.predict(X) == 0).all()


@pytest.mark.parametrize("library", ["lightgbm", "xgboost", "catboost"])
def test_each_needs_only_its_own_library(library):
    code = (
        f"import lepton_boosting.plugin, lepton_boosting.{library}, sys;"
        "print(*{'lightgbm', 'xgboost', 'catboost'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == [library]


def test_what_the_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'LightGBMRanker'"):
        lepton_boosting.LightGBMRanker  # noqa: B018
