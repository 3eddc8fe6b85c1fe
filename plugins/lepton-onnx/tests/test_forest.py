import numpy as np
import pytest
from sklearn import ensemble as e
from sklearn import tree as t
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsClassifier

from lepton_automl.plugin import ExportError

CLASSIFIERS = [
    t.DecisionTreeClassifier(random_state=0),
    t.ExtraTreeClassifier(random_state=0),
    e.RandomForestClassifier(10, random_state=0),
    e.ExtraTreesClassifier(10, min_samples_leaf=3, random_state=0),
    e.BaggingClassifier(n_estimators=5, max_features=0.5, random_state=0),
]
REGRESSORS = [
    t.DecisionTreeRegressor(random_state=0),
    t.ExtraTreeRegressor(random_state=0),
    e.RandomForestRegressor(10, random_state=0),
    e.ExtraTreesRegressor(10, random_state=0),
    e.BaggingRegressor(n_estimators=5, max_features=0.5, random_state=0),
    e.BaggingRegressor(Ridge(), n_estimators=3, random_state=0),
]


@pytest.mark.parametrize("model", CLASSIFIERS, ids=lambda m: type(m).__name__)
@pytest.mark.parametrize("classes", ["two", "three"])
def test_classes_of_forests_are_the_same(model, classes, numbers, agree):
    X, _, two, three, strange = numbers
    agree(model.fit(X, two if classes == "two" else three), strange)


@pytest.mark.parametrize("model", REGRESSORS, ids=lambda m: type(m).__name__)
def test_values_of_forests_are_the_same(model, numbers, agree):
    X, value, *_, strange = numbers
    agree(model.fit(X, value), strange)


@pytest.mark.parametrize("model", CLASSIFIERS[:4], ids=lambda m: type(m).__name__)
def test_missing_numbers_go_the_way_that_was_learned(model, numbers, holes, agree):
    X, _, _, three, strange = numbers
    agree(model.fit(holes(X), three), holes(strange, 0.5))


def test_numbers_at_a_split_go_the_same_way(numbers, agree):
    X, value, *_ = numbers
    tree = t.DecisionTreeRegressor(random_state=0).fit(X, value)
    inner = tree.tree_.children_left >= 0
    rows = np.repeat(tree.tree_.threshold[inner][:, None], 4, axis=1)
    agree(tree, np.vstack([rows, np.nextafter(rows, np.inf), rows * (1 + 1e-9)]))


def test_a_bag_whose_members_lack_classes_is_refused(numbers, written):
    X, *_ = numbers
    y = np.array(["a"] * 190 + ["b"] * 5 + ["c"] * 5)
    bag = e.BaggingClassifier(
        KNeighborsClassifier(1), n_estimators=8, max_samples=8, random_state=0
    )
    bag.fit(X, y)
    with pytest.raises(ExportError, match="has not seen all classes"):
        written(bag, X)
