import numpy as np
import pytest
from sklearn import ensemble as e
from sklearn.linear_model import LinearRegression

from lepton_automl.plugin import ExportError


@pytest.mark.parametrize("classes", ["two", "three"])
@pytest.mark.parametrize(
    "model", [e.GradientBoostingClassifier, e.HistGradientBoostingClassifier]
)
def test_boosted_classes_are_the_same(model, classes, numbers, agree):
    X, _, two, three, strange = numbers
    y = two if classes == "two" else three
    agree(model(random_state=0, **_few(model)).fit(X, y), strange)


@pytest.mark.parametrize(
    "model", [e.GradientBoostingRegressor, e.HistGradientBoostingRegressor]
)
def test_boosted_values_are_the_same(model, numbers, agree):
    X, value, *_, strange = numbers
    agree(model(random_state=0, **_few(model)).fit(X, value), strange)


def _few(model):
    return {"max_iter" if "Hist" in model.__name__ else "n_estimators": 12}


@pytest.mark.parametrize("loss", ["poisson", "gamma", "absolute_error", "quantile"])
def test_other_losses_are_the_same(loss, numbers, agree):
    X, value, *_, strange = numbers
    options = {"quantile": 0.7} if loss == "quantile" else {}
    model = e.HistGradientBoostingRegressor(loss=loss, max_iter=8, **options)
    agree(model.fit(X, np.exp(value / 4)), strange)


def test_missing_numbers_go_the_way_that_was_learned(numbers, holes, agree):
    X, value, *_, strange = numbers
    model = e.HistGradientBoostingRegressor(max_iter=12).fit(holes(X), value)
    agree(model, holes(strange, 0.5))


def test_sets_of_categories_are_the_same(rng, agree):
    codes = rng.integers(0, 60, (400, 2)).astype(float)
    codes[::9, 0] = np.nan
    X = np.column_stack([rng.normal(size=400), codes])
    y = np.where(codes[:, 1] % 3 == 0, 2.0, 0.0) + (np.nan_to_num(codes[:, 0]) % 5 == 1)
    model = e.HistGradientBoostingRegressor(max_iter=20, categorical_features=[1, 2]).fit(X, y)
    strange = X[:100].copy()
    strange[::3, 1], strange[::7, 2], strange[::11, 1] = 77.0, -1.0, 2.5
    strange[::13, 2] = 1e12
    agree(model, strange)


def test_boosting_that_learned_nothing_is_the_same(agree):
    X, y = np.arange(40.0)[:, None], np.ones(40)
    agree(e.HistGradientBoostingRegressor(max_iter=3).fit(X, y), X)


def test_boosting_that_starts_from_another_model_is_refused(numbers, written):
    X, value, *_ = numbers
    model = e.GradientBoostingRegressor(init=LinearRegression(), n_estimators=3).fit(X, value)
    with pytest.raises(ExportError, match="starts from LinearRegression"):
        written(model, X)
