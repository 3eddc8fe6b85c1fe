"""The families of trees: one name stands for a classifier and a regressor."""

import pytest

from lepton_automl._lazy import resolve
from lepton_automl.builtin.forest import ESTIMATORS


@pytest.mark.parametrize("spec", ESTIMATORS, ids=lambda s: s.name)
def test_a_forest_is_a_classifier_or_a_regressor_by_the_task(spec):
    classifier, regressor = (resolve(spec.estimator_for(t)) for t in ("binary", "regression"))
    assert classifier.__name__.endswith("Classifier")
    assert regressor.__name__.endswith("Regressor")
