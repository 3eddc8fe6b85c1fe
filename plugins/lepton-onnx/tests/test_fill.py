import numpy as np
import pytest
from sklearn.impute import SimpleImputer

from lepton_automl.plugin import ExportError


@pytest.mark.filterwarnings("ignore:Skipping features without any observed values")
@pytest.mark.parametrize("strategy", ["median", "mean", "most_frequent", "constant"])
@pytest.mark.parametrize("indicator", [True, False])
@pytest.mark.parametrize("keep", [True, False])
def test_missing_numbers_are_filled_the_same(strategy, indicator, keep, numbers, holes, same):
    X = holes(numbers[0])
    X[:, 3] = numbers[0][:, 3]  # a column without missing numbers in fit
    X[:, 2] = np.nan  # and one with nothing else
    step = SimpleImputer(strategy=strategy, add_indicator=indicator, keep_empty_features=keep)
    same(step.fit(X), X[::-1][:50])


def test_what_is_missing_by_another_sign_is_refused(by_graph):
    step = SimpleImputer(missing_values=0).fit(np.eye(2))
    with pytest.raises(ExportError, match="only NaN is known"):
        by_graph(step, np.eye(2))
