"""Steps of a pipeline as functions of arrays, and of counts that are sparse."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    PowerTransformer,
)

from lepton_automl.quick.steps import dense, later_step, step_of

X = np.random.default_rng(0).normal(size=(80, 3))


def test_settings_that_are_not_known_are_left_to_the_transformer():
    assert step_of(MinMaxScaler(clip=True).fit(X)) is None
    assert step_of(PowerTransformer().fit(X)) is None
    assert step_of(FunctionTransformer(np.log1p)) is None
    assert step_of(OneHotEncoder(handle_unknown="error").fit(X.round())) is None


@pytest.mark.parametrize("made", [TfidfTransformer(), MaxAbsScaler()])
@pytest.mark.parametrize("given", [sparse.csr_matrix(abs(X).round()), abs(X).round()])
def test_a_later_step_takes_arrays_and_sparse_rows(made, given):
    expected = made.fit(given).transform(given)
    assert np.allclose(dense(later_step(made)(given)), dense(expected))
