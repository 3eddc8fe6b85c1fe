"""All trees are walked at once, and end at the leaves that each ends at alone."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor

from lepton_automl.quick.trees import Trees

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 4))
X[:, 3] = RNG.integers(0, 20, 300)
Y = X[:, 0] + (X[:, 3] % 3 == 0)
X[RNG.random(X.shape) < 0.1] = np.nan


def test_leaves_of_a_forest_are_those_of_its_trees():
    forest = RandomForestRegressor(7, random_state=0).fit(X, Y)
    found = [tree.tree_ for tree in forest.estimators_]
    trees = Trees.of_forest(found, [t.value[:, 0, :] for t in found])
    leaves = trees.leaves(X[:20].astype(np.float32))
    assert np.array_equal(leaves - trees.roots, forest.apply(X[:20]))


@pytest.mark.parametrize("categories", [None, [3]])
def test_boosting_with_and_without_categories(categories):
    model = HistGradientBoostingRegressor(categorical_features=categories, max_iter=20).fit(
        X, Y
    )
    trees = Trees.of_boosting([p for step in model._predictors for p in step])
    ready = X[:50] if model._preprocessor is None else model._preprocessor.transform(X[:50])
    found = trees.value[trees.leaves(ready), 0].sum(axis=1) + model._baseline_prediction.item()
    assert found == pytest.approx(model.predict(X[:50]))
    assert (trees.bits is not None) is (categories is not None)
