"""Numbers by their quantiles are those of scikit-learn, at the ends and beyond too."""

import numpy as np
import pytest
from sklearn.preprocessing import QuantileTransformer

from lepton_automl.quick.quantiles import quantile_step

RNG = np.random.default_rng(0)
X = np.column_stack([RNG.normal(size=300), RNG.integers(0, 4, 300), np.full(300, 7.0)])
ROWS = np.vstack([X[:20], X.min(axis=0), X.max(axis=0), X.min(axis=0) - 1, X.max(axis=0) + 1])
ROWS = np.vstack([ROWS, np.full(3, np.nan), X.max(axis=0) - 1e-9, [np.inf, -np.inf, 7.0]])


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_what_it_gives_is_what_the_transformer_gives(distribution):
    made = QuantileTransformer(n_quantiles=50, output_distribution=distribution).fit(X)
    finite = np.where(np.isinf(ROWS), np.nan, ROWS)  # scikit-learn refuses infinity
    expected = made.transform(finite)
    found = quantile_step(made)(finite)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-9, equal_nan=True)


def test_nothing_given_is_changed():
    made = QuantileTransformer(n_quantiles=10).fit(X)
    before = ROWS.copy()
    quantile_step(made)(ROWS)
    assert np.array_equal(ROWS, before, equal_nan=True)
