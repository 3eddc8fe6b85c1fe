import numpy as np
import pytest

from lepton_automl.plugin import ExportError

lightgbm = pytest.importorskip("lightgbm", reason="LightGBM comes with lepton-boosting")
ours = pytest.importorskip("lepton_boosting.lightgbm", reason="is about lepton-boosting")

FEW = {"n_estimators": 15, "min_child_samples": 5, "random_state": 0}


@pytest.fixture
def theirs():
    return {**FEW, "verbosity": -1, "n_jobs": 1}


@pytest.mark.parametrize("classes", ["two", "three"])
def test_our_classes_are_the_same(classes, numbers, holes, agree):
    X, _, two, three, strange = numbers
    model = ours.LightGBMClassifier(**FEW).fit(holes(X), two if classes == "two" else three)
    agree(model, holes(strange, 0.5))


def test_our_values_are_the_same_where_none_was_missing_in_fit(numbers, holes, agree):
    X, value, *_, strange = numbers
    agree(ours.LightGBMRegressor(**FEW).fit(X, 1e6 + value), holes(strange, 0.5))


def test_our_positive_values_are_the_same(numbers, holes, agree):
    X, value, *_, strange = numbers
    model = ours.LightGBMPoissonRegressor(**FEW)
    agree(model.fit(holes(X), 1e4 * np.exp(value)), holes(strange, 0.5))
    agree(ours.LightGBMPoissonRegressor(**FEW).fit(X, np.full(len(X), 3.0)), strange)


def test_sets_of_categories_are_the_same(rng, agree):
    codes = rng.integers(0, 60, (400, 2)).astype(float)
    codes[::9, 0] = np.nan
    y = np.where(codes[:, 1] % 3 == 0, 2.0, 0.0) + (np.nan_to_num(codes[:, 0]) % 5 == 1)
    X = np.column_stack([codes, rng.normal(size=400)])
    model = ours.LightGBMRegressor(**FEW, categorical_features=[0, 1]).fit(X, y)
    strange = X[:100].copy()
    strange[::3, 0], strange[::7, 1] = 77.0, np.nan
    agree(model, strange)


def test_what_learned_nothing_gives_the_same_to_all(agree):
    X = np.arange(40.0)[:, None]
    agree(ours.LightGBMRegressor(**FEW).fit(X, np.ones(40)), X)


@pytest.mark.parametrize("objective", ["binary", "multiclass", "multiclassova"])
def test_its_own_classifier_is_the_same(objective, numbers, agree, theirs):
    X, _, two, three, strange = numbers
    model = lightgbm.LGBMClassifier(objective=objective, **theirs)
    agree(model.fit(X, two if objective == "binary" else three), strange)


@pytest.mark.parametrize("objective", ["regression", "poisson", "gamma", "quantile", "huber"])
def test_its_own_regressor_is_the_same(objective, numbers, agree, theirs):
    X, value, *_, strange = numbers
    model = lightgbm.LGBMRegressor(objective=objective, **theirs)
    agree(model.fit(X, np.exp(value / 4)), strange)


def test_a_forest_of_it_is_the_same(numbers, agree, theirs):
    X, value, *_, strange = numbers
    options = {"boosting_type": "rf", "subsample": 0.5, "subsample_freq": 1}
    agree(lightgbm.LGBMRegressor(**theirs, **options).fit(X, value), strange)


def test_zero_taken_for_missing_is_refused(numbers, written, theirs):
    X, value, *_ = numbers
    model = lightgbm.LGBMRegressor(**theirs, zero_as_missing=True).fit(X, value)
    with pytest.raises(ExportError, match="zero_as_missing"):
        written(model, X)


@pytest.mark.parametrize("target", ["classes", "values"])
def test_features_made_of_columns_are_the_same(target, numbers, holes, agree):
    X, value, _, three, strange = numbers
    build = ours.LightGBMClassifier if target == "classes" else ours.LightGBMRegressor
    model = build(**FEW, arithmetic=12).fit(holes(X), three if target == "classes" else value)
    assert {step[0] for step in model.features_.steps_} >= {"+", "/"}
    strange = holes(strange, 0.2)
    strange[::5, 1] = 0.0
    agree(model, strange)
