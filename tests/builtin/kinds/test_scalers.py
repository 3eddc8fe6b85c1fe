"""Numbers of one unit scaled together, and ranks of few rows."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.preprocessing import QuantileTransformer, StandardScaler

from lepton_automl import prepare
from lepton_automl.builtin.kinds.scalers import RankScaler, TogetherScaler
from lepton_automl.intake import take

X = np.array([[1.0, 10.0, 5.0], [3.0, 30.0, 5.0], [5.0, 20.0, 5.0], [7.0, 20.0, 5.0]])


def test_columns_are_centred_and_keep_their_proportions():
    found = TogetherScaler().fit_transform(X)

    np.testing.assert_allclose(found.mean(axis=0), 0.0, atol=1e-12)
    assert found[:, :2].var(axis=0).mean() == pytest.approx(1.0)
    np.testing.assert_allclose(
        found[:, 1].std() / found[:, 0].std(), X[:, 1].std() / X[:, 0].std()
    )
    np.testing.assert_allclose(TogetherScaler().fit(X).inverse_transform(found), X)


def test_what_is_missing_stays_so_and_a_column_that_never_varies_is_zero():
    gaps = X.copy()
    gaps[0, 0] = np.nan
    gaps = np.column_stack([gaps, np.full(4, np.nan)])

    found = TogetherScaler().fit(gaps[:, :3]).transform(gaps[:, :3])

    assert np.isnan(found).sum() == 1
    assert (found[:, 2] == 0.0).all()
    assert (TogetherScaler().fit_transform(np.ones((4, 2))) == 0.0).all()


def test_weights_count_as_rows_do():
    weighted = TogetherScaler().fit(X, sample_weight=[2, 1, 1, 1])
    repeated = TogetherScaler().fit(np.vstack([X[:1], X]))
    np.testing.assert_allclose(weighted.transform(X), repeated.transform(X))


def test_a_fitted_one_is_saved_as_scikit_learns():
    fitted = TogetherScaler().fit(X)

    saved = pickle.loads(pickle.dumps(fitted))

    assert type(saved) is StandardScaler
    np.testing.assert_array_equal(saved.transform(X), fitted.transform(X))
    assert type(clone(fitted)) is TogetherScaler


def test_pixels_are_scaled_together_as_they_come(registry):
    data, task = take(*load_digits(return_X_y=True), registry=registry)
    spec = registry.estimators["k_neighbors"]
    known, new = slice(0, 900), slice(900, None)

    def right(params):
        pipeline = prepare.pipeline(spec, params, task, registry.kinds, random_state=0)
        pipeline.fit(data.X[known], data.y[known])
        return pipeline.score(data.X[new], data.y[new])

    assert right({}) == right({"number__scaling": "together"})
    assert right({}) > right({"number__scaling": "standard"}) + 0.01


@pytest.mark.parametrize("n_rows", [4, 300])
def test_ranks_of_few_rows_are_found_without_a_warning(n_rows):
    rows = np.random.default_rng(0).normal(size=(n_rows, 2))
    ours = RankScaler(n_quantiles=200, output_distribution="normal")
    known = QuantileTransformer(n_quantiles=min(200, n_rows), output_distribution="normal")

    found = ours.fit(rows)

    assert found.n_quantiles == 200
    np.testing.assert_array_equal(found.transform(rows), known.fit(rows).transform(rows))
    saved = pickle.loads(pickle.dumps(found))
    assert type(saved) is QuantileTransformer
    np.testing.assert_array_equal(saved.transform(rows), found.transform(rows))
