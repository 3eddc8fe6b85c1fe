"""The estimators are scikit-learn's in all its checks know, but for weights."""

import pytest
from lepton_realmlp import RealMLPClassifier, RealMLPPoissonRegressor, RealMLPRegressor
from sklearn.utils.estimator_checks import parametrize_with_checks

EXPECTED = {
    "check_sample_weight_equivalence_on_dense_data": (
        "a row of weight 2 is in one batch, a row that is there twice in two"
    )
}


@pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API")
@parametrize_with_checks(
    [
        build(n_epochs=12, width=16)
        for build in (RealMLPClassifier, RealMLPRegressor, RealMLPPoissonRegressor)
    ],
    expected_failed_checks=lambda estimator: EXPECTED,
)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)
