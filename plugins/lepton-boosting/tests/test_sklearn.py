"""The estimators are scikit-learn's in all its checks knows, but for weights."""

import lepton_boosting
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

BINS = "a histogram's bins are made of rows, whatever their weights"
EXPECTED = {
    "check_sample_weight_equivalence_on_dense_data": BINS,
    "check_sample_weight_equivalence_on_sparse_data": BINS,
}


def expected(estimator):
    """Return the checks that cannot hold, each with its reason."""
    if estimator.__sklearn_tags__().input_tags.sparse:
        return EXPECTED
    return {name: EXPECTED[name] for name in list(EXPECTED)[:1]}


@pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API")
@parametrize_with_checks(
    [getattr(lepton_boosting, name)(n_estimators=20) for name in lepton_boosting.__all__],
    expected_failed_checks=expected,
)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)
