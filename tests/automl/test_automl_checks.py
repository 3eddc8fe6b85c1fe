"""scikit-learn's own checks of an estimator, on LeptonClassifier and LeptonRegressor."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from lepton_automl import LeptonClassifier, LeptonRegressor

OPTIONS = {"time_budget": None, "n_trials": 2, "cv": 2, "random_state": 0, "verbose": 0}
LEFT_OUT = "k_neighbors takes no weights: with weights given, another candidate takes its place"
SCALED = (
    "logistic regression, the better model here, has columns scaled as they come, unweighted"
)
BY_WEIGHT = {"check_sample_weight_equivalence_on_dense_data": SCALED}
EXPECTED = {
    "check_sample_weight_equivalence_on_dense_data": LEFT_OUT,
    "check_sample_weight_equivalence_on_sparse_data": LEFT_OUT,
}


def quick():
    """Return both, whose fits run in this process: conventions are what is checked."""
    classes = LeptonClassifier(
        estimators=["logistic_regression", "gaussian_nb"], executor="inline", **OPTIONS
    )
    numbers = LeptonRegressor(
        estimators=["ridge", "linear_regression"], executor="inline", **OPTIONS
    )
    return [classes, numbers]


@parametrize_with_checks(
    quick(),
    expected_failed_checks=lambda e: BY_WEIGHT if isinstance(e, LeptonClassifier) else {},
)
def test_scikit_learns_conventions_are_kept(estimator, check):
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks(
    [LeptonClassifier(n_jobs=2, **OPTIONS), LeptonRegressor(n_jobs=2, **OPTIONS)],
    expected_failed_checks=lambda e: EXPECTED if isinstance(e, LeptonClassifier) else {},
)
def test_they_are_kept_with_all_estimators_and_worker_processes(estimator, check):
    check(estimator)
