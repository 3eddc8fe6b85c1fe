import numpy as np
import pytest

ours = pytest.importorskip("lepton_boosting.catboost", reason="is about lepton-boosting")

FEW = {"n_estimators": 25, "random_state": 0}


@pytest.mark.parametrize("classes", ["two", "three"])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_our_classes_are_the_same(classes, missing, numbers, holes, agree):
    X, _, two, three, strange = numbers
    y = two if classes == "two" else three
    agree(ours.CatBoostClassifier(**FEW).fit(holes(X, missing), y), holes(strange, missing))


def test_our_values_are_the_same(numbers, holes, agree):
    X, value, *_, strange = numbers
    agree(ours.CatBoostRegressor(**FEW).fit(holes(X), 1e6 + value), holes(strange, 0.5))


@pytest.fixture
def categories(rng):
    """Return a table with a few and with many categories, and one with others too."""
    n = 500
    X = np.column_stack([rng.integers(0, 5, n), rng.integers(0, 40, n), rng.normal(size=n)])
    X = np.where(rng.random(X.shape) < 0.1, np.nan, X.astype(float))
    strange = X[:200].copy()
    strange[::7, 1], strange[::5, 0], strange[::11, 2] = 77.0, 5.0, 1e12
    return X, strange


@pytest.mark.parametrize("one_hot_max_size", [2, 10])
@pytest.mark.parametrize("task", ["two", "three", "value"])
def test_categories_are_the_same(task, one_hot_max_size, categories, agree):
    X, strange = categories
    several = np.nan_to_num(X[:, 1]).astype(int) % 3
    y = {"two": several == 0, "three": several, "value": several + 0.1 * np.nan_to_num(X[:, 0])}
    make = ours.CatBoostRegressor if task == "value" else ours.CatBoostClassifier
    model = make(**FEW, one_hot_max_size=one_hot_max_size, categorical_features=[0, 1])
    agree(model.fit(X, y[task]), strange)


def test_categories_alone_are_the_same(categories, agree):
    X, strange = categories
    y = np.nan_to_num(X[:, 1]) % 3
    model = ours.CatBoostRegressor(**FEW, categorical_features=[0, 1]).fit(X[:, :2], y)
    agree(model, strange[:, :2])


def test_what_learned_nothing_gives_the_same_to_all(agree):
    X = np.arange(40.0)[:, None]
    agree(ours.CatBoostRegressor(**FEW).fit(X, np.ones(40)), X)
