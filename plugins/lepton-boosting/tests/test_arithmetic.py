import numpy as np
import pytest
from lepton_boosting import LightGBMClassifier, LightGBMRegressor
from lepton_boosting.arithmetic import ArithmeticFeatures, widened
from scipy.sparse import csr_array
from sklearn.utils.estimator_checks import parametrize_with_checks


@parametrize_with_checks([ArithmeticFeatures(n_base=4, n_new=5)])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.fixture
def ratio(rng):
    """Return X with holes and zeros, and a y that is a ratio of two of its columns."""
    X = rng.uniform(1, 2, size=(600, 5))
    y = X[:, 1] / X[:, 3]
    X[::9, 4], X[::11, 0] = np.nan, 0.0
    return X, y


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_each_operation_is_what_its_sign_says():
    X = np.array([[6.0, 3.0], [1.0, 0.0], [np.nan, 2.0], [0.0, 0.0]])
    steps = [("/", 0, 1), ("+", 0, 1), ("/", 1, 0), ("*", 0, 1), ("-", 1, 0)]
    found = widened(X, steps)
    assert np.array_equal(found[:, :2], X, equal_nan=True)
    nan = np.nan
    wanted = [
        [2.0, 9.0, 0.5, 18.0, -3.0],
        [nan, 1.0, 0.0, 0.0, -1.0],
        [nan, nan, nan, nan, nan],
        [nan, 0.0, nan, 0.0, 0.0],
    ]
    np.testing.assert_array_equal(found[:, 2:], wanted)


def test_what_explains_y_is_found(ratio):
    found = ArithmeticFeatures(n_new=3, random_state=0).fit(*ratio)
    names = found.get_feature_names_out(["a", "b", "c", "d", "e"])
    assert {"b / d", "d / b"} & set(names[5:])
    assert found.transform(ratio[0]).shape == (600, len(names))


def test_labels_may_be_words_and_many(ratio):
    X, y = ratio
    labels = np.char.add(
        "level ", np.digitize(y, np.quantile(y, [0.2, 0.4, 0.6, 0.8])).astype(str)
    )
    found = ArithmeticFeatures(n_new=3, random_state=0).fit(X, labels)
    assert {("/", 1, 3), ("/", 3, 1)} & set(found.steps_)


def test_the_same_seed_makes_the_same_features(ratio):
    X, y = ratio
    one, other = (ArithmeticFeatures(random_state=3).fit(X, y).steps_ for _ in range(2))
    assert one == other


def test_codes_are_not_combined_nor_columns_of_two_values(ratio):
    X, y = ratio
    X = np.column_stack([np.arange(600) % 7, np.arange(600) % 2, X])
    found = ArithmeticFeatures(categorical_features=[0], random_state=0).fit(X, y)
    assert found.steps_
    assert not {0, 1} & {j for step in found.steps_ for j in step[1:]}


def test_no_more_is_combined_and_kept_than_is_said(ratio):
    found = ArithmeticFeatures(n_base=3, n_new=4, random_state=0).fit(*ratio)
    assert len(found.steps_) <= 4
    assert len({j for step in found.steps_ for j in step[1:]}) <= 3


@pytest.mark.parametrize("name", ["n_base", "n_new"])
def test_less_than_one_is_refused(name, ratio):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
        ArithmeticFeatures(**{name: 0}).fit(*ratio)


def test_one_column_has_no_pair():
    X = np.arange(100.0)[:, None]
    found = ArithmeticFeatures().fit(X, X[:, 0])
    assert found.steps_ == []
    assert found.transform(X) is X or np.array_equal(found.transform(X), X)


def test_rows_without_weight_say_nothing(ratio):
    X, y = ratio
    weight = (np.arange(600) < 300).astype(float)
    noise = np.where(weight > 0, y, np.random.default_rng(1).permutation(y))
    found = ArithmeticFeatures(n_new=3, random_state=0).fit(X, noise, weight)
    assert {("/", 1, 3), ("/", 3, 1)} & set(found.steps_)


def test_no_time_still_ends_with_what_is_known(ratio):
    found = ArithmeticFeatures(max_seconds=0.0, random_state=0).fit(*ratio)
    assert len(found.steps_) <= 30


def test_lightgbm_is_better_for_it(ratio):
    X, y = ratio
    plain, wide = (
        LightGBMRegressor(n_estimators=60, arithmetic=n, random_state=0).fit(X[:400], y[:400])
        for n in (0, 10)
    )
    assert plain.features_ is None
    assert wide.score(X[400:], y[400:]) > plain.score(X[400:], y[400:]) + 0.005


def test_watched_rows_and_one_row_get_the_same_columns(ratio):
    X, y = ratio
    labels = y > np.median(y)
    model = LightGBMClassifier(arithmetic=10, random_state=0)
    model.fit(X[:400], labels[:400], X_val=X[400:], y_val=labels[400:])
    assert model.booster_.num_feature() == 5 + len(model.features_.steps_) > 5
    each = np.vstack([model.predict_proba(row[None]) for row in X[:20]])
    np.testing.assert_array_equal(each, model.predict_proba(X[:20]))


def test_many_rows_are_widened_in_parts(ratio, monkeypatch):
    X, y = ratio
    model = LightGBMRegressor(n_estimators=5, arithmetic=10, random_state=0).fit(X, y)
    whole = model.predict(X)
    monkeypatch.setattr("lepton_boosting.lightgbm.AT_ONCE", 70)
    np.testing.assert_array_equal(model.predict(X), whole)


def test_a_sparse_x_is_left_as_it_is(ratio):
    X, y = ratio
    model = LightGBMRegressor(n_estimators=5, arithmetic=10, random_state=0)
    assert model.fit(csr_array(np.nan_to_num(X)), y).features_ is None
