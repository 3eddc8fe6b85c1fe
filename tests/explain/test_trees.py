import numpy as np
import pytest
from explain.counted import counted
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from lepton_automl.explain.blend import respond
from lepton_automl.explain.trees import trees

FEW = {"n_estimators": 5, "random_state": 0}
NUMBERS = [
    DecisionTreeRegressor(random_state=0),
    RandomForestRegressor(**FEW),
    ExtraTreesRegressor(**FEW),
    GradientBoostingRegressor(**FEW),
    HistGradientBoostingRegressor(max_iter=8, min_samples_leaf=3),
]
CLASSES = [DecisionTreeClassifier(random_state=0), RandomForestClassifier(**FEW)]


def prepared(estimator):
    prepare = make_column_transformer(
        (OneHotEncoder(sparse_output=False), ["colour"]),
        remainder="passthrough",
    )
    return make_pipeline(prepare, estimator)


def both(member, response, rows, background):
    return respond(member, response, rows.X), respond(member, response, background.X)


@pytest.mark.parametrize("estimator", NUMBERS, ids=lambda e: type(e).__name__)
def test_values_of_numbers_are_those_by_definition(estimator, table):
    size = table.X["size"].fillna(3.0)
    if isinstance(estimator, GradientBoostingRegressor):
        table = table.with_column(0, size.to_numpy())  # it takes no missing values
    y = size * (table.X["colour"] == "red") + table.X["age"] * table.X["sold"]
    member = prepared(estimator).fit(table.X, y)
    rows, background = table.take(np.arange(6)), table.take(np.arange(6, 26))
    predicted = both(member, "predict", rows, background)
    found = trees(member, rows, background, predicted=predicted, seconds=60)
    true = counted(lambda X: respond(member, "predict", X), rows, background)
    assert found == pytest.approx(true, abs=1e-9)


@pytest.mark.parametrize("estimator", CLASSES, ids=lambda e: type(e).__name__)
def test_values_of_probabilities_are_those_by_definition(estimator, table):
    y = np.where(table.X["colour"] == "red", 2, (table.X["age"] > 0).astype(int))
    member = prepared(estimator).fit(table.X, y)
    rows, background = table.take(np.arange(6)), table.take(np.arange(6, 26))
    predicted = both(member, "predict_proba", rows, background)
    found = trees(member, rows, background, predicted=predicted, seconds=60)
    true = counted(lambda X: respond(member, "predict_proba", X), rows, background)
    assert found == pytest.approx(true, abs=1e-9)


def test_a_tree_of_numbers_needs_no_preparation(numbers):
    y = numbers.X[:, 0] * numbers.X[:, 1]
    member = RandomForestRegressor(**FEW).fit(numbers.X, y)
    rows = numbers.take(np.arange(3))
    predicted = both(member, "predict", rows, numbers)
    found = trees(member, rows, numbers, predicted=predicted, seconds=60)
    true = counted(lambda X: respond(member, "predict", X), rows, numbers)
    assert found == pytest.approx(true, abs=1e-9)


@pytest.mark.parametrize("estimator", [Ridge(), HistGradientBoostingClassifier(max_iter=2)])
def test_others_are_left_to_others(estimator, numbers):
    # A classifier's boosting adds up before the probabilities, not in them.
    y = (numbers.X[:, 0] > 0).astype(int)
    member = make_pipeline(estimator).fit(numbers.X, y)
    predicted = both(member, "predict", numbers, numbers)
    assert trees(member, numbers, numbers, predicted=predicted, seconds=9) is None


def test_categories_inside_a_tree_are_left_to_others(numbers):
    X = np.round(np.abs(numbers.X))
    member = HistGradientBoostingRegressor(
        max_iter=3, min_samples_leaf=2, categorical_features=[0]
    )
    rows = type(numbers)(numbers.names, X)
    member.fit(X, (X[:, 0] % 2) + 0.01 * X[:, 1])
    predicted = both(member, "predict", rows, rows)
    assert trees(member, rows, rows, predicted=predicted, seconds=9) is None


def test_what_takes_too_long_is_given_up(numbers):
    member = RandomForestRegressor(n_estimators=200).fit(numbers.X, numbers.X[:, 0])
    predicted = both(member, "predict", numbers, numbers)
    assert trees(member, numbers, numbers, predicted=predicted, seconds=0.01) is None


def test_values_that_do_not_add_up_are_not_returned(numbers):
    member = RandomForestRegressor(**FEW).fit(numbers.X, numbers.X[:, 0])
    ours, theirs = both(member, "predict", numbers, numbers)
    assert trees(member, numbers, numbers, predicted=(2 * ours, theirs), seconds=9) is None
