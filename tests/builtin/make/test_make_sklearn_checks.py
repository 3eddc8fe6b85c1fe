"""Every estimator class of ours, and every family as offered, passes scikit-learn's checks."""

from inspect import signature

import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from lepton_automl._lazy import resolve
from lepton_automl.builtin.make.boosting import (
    SteadyBoostingClassifier,
    SteadyBoostingRegressor,
)
from lepton_automl.builtin.make.descent import (
    GradientDescentClassifier,
    GradientDescentRegressor,
)
from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.builtin.make.network import SteadyMLPClassifier
from lepton_automl.plugin import Registry

QUICK = [GradientDescentClassifier(), GradientDescentRegressor()]
SLOW = [
    GradientDescentClassifier(batch_size=16, max_iter=50),
    GradientDescentRegressor(batch_size=16, max_iter=50),
    CalibratedMargin(RidgeClassifier()),
    CalibratedMargin(LinearSVC()),
    SteadyBoostingClassifier(max_iter=20, min_samples_leaf=5, early_stopping=True),
    SteadyBoostingRegressor(max_iter=20, min_samples_leaf=5, early_stopping=True),
    SteadyMLPClassifier((16,), max_iter=50, learning_rate_init=0.02, early_stopping=True),
]
WEIGHTS = (
    "check_sample_weight_equivalence_on_dense_data",
    "check_sample_weight_equivalence_on_sparse_data",
)
# scikit-learn lists these for the same estimators in its own tests.
STOCK = {
    "Ridge": {
        "check_non_transformer_estimators_n_iter": "its direct solvers count no iterations"
    },
    "Pipeline": dict.fromkeys(
        ("check_estimators_overwrite_params", "check_dont_overwrite_parameters"),
        "it replaces its steps by the fitted ones",
    ),
    "SGDClassifier": dict.fromkeys(WEIGHTS, "a repeated row is a step of its own"),
    "RandomForestClassifier": dict.fromkeys(WEIGHTS, "the bootstrap draws rows, not weights"),
    "RandomForestRegressor": dict.fromkeys(WEIGHTS, "the bootstrap draws rows, not weights"),
    "SteadyBoostingRegressor": {WEIGHTS[0]: "bins and held-out rows ignore weights"},
    # The only one whose regressor takes missing values, and holds rows out.
    "MultiOutputRegressor": {
        WEIGHTS[0]: "bins and held-out rows of its regressor ignore weights",
        "check_estimators_nan_inf": "it does not say that its regressor takes missing values",
    },
}
PARTIAL_FIT = "partial_fit of the parent refuses early_stopping=True"


def expected_failures(estimator):
    """Return the checks that cannot pass, each with its reason."""
    if isinstance(estimator, SteadyMLPClassifier):
        names = (
            "check_estimators_partial_fit_n_features",
            "check_n_features_in_after_fitting",
            "check_fit_score_takes_y",
        )
        return dict.fromkeys(names, PARTIAL_FIT)
    if getattr(estimator, "batch_size", None) is not None:
        return dict.fromkeys(WEIGHTS, "a repeated row may be in another batch than its twin")
    if isinstance(estimator, CalibratedMargin):
        return dict.fromkeys(
            WEIGHTS, "a repeated row may be in another inner fold than its twin"
        )
    if isinstance(estimator, (SteadyBoostingClassifier, SteadyBoostingRegressor)):
        return {WEIGHTS[0]: "a repeated row may be held out without its twin"}
    return {}


@pytest.mark.filterwarnings("ignore")  # too few steps to converge, on purpose
@parametrize_with_checks(QUICK)
def test_scikit_learn_finds_no_fault(estimator, check):
    check(estimator)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks(SLOW, expected_failed_checks=expected_failures)
def test_scikit_learn_finds_no_fault_in_the_slower_ones(estimator, check):
    check(estimator)


def families():
    """Return each family's estimator for each of its classes, as offered, few trees.

    Left out is what the checks cannot ask for what it is made for: vectorizers of texts say by
    no tag that numbers are not for them, and TransformedTargetRegressor not that its regressor
    wants several targets, so that it is given one.
    """
    registry = Registry(load_installed=False)
    made = {}
    for spec in registry.estimators.values():
        for task_type in sorted(spec.tasks):
            make = resolve(spec.estimator_for(task_type))
            options = {"n_estimators": 5, "random_state": 0}
            if spec.name == "hist_gradient_boosting":
                options["max_iter"] = 10
            takes = signature(make).parameters
            estimator = make(**{n: v for n, v in options.items() if n in takes})
            stock = type(estimator).__module__.startswith("sklearn")
            if stock and spec.accepts != {"text"} and not wants_several(estimator):
                made[repr(estimator)] = estimator
    return list(made.values())


def wants_several(estimator):
    """Whether targets are scaled for a regressor of several."""
    return isinstance(getattr(estimator, "regressor", None), MultiOutputRegressor)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks(
    families(), expected_failed_checks=lambda e: STOCK.get(type(e).__name__, {})
)
def test_scikit_learn_finds_no_fault_in_the_families(estimator, check):
    check(estimator)
