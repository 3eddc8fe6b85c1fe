"""What the network for numbers from 0 on does otherwise."""

import numpy as np
import pytest
from lepton_realmlp import RealMLPPoissonRegressor, RealMLPRegressor

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(700, 4))
Y = np.exp(X.sum(axis=1)) * RANDOM.lognormal(sigma=0.2, size=700)
LEARN, HELD = slice(0, 500), slice(500, 700)


def fitted(build, factor=1.0):
    return build(n_epochs=40, random_state=0).fit(X[LEARN], factor * Y[LEARN])


def test_what_multiplies_is_learned_better_by_the_poisson_deviance():
    plain, poisson = (
        fitted(build).score(X[HELD], Y[HELD])
        for build in (RealMLPRegressor, RealMLPPoissonRegressor)
    )
    assert poisson > plain + 0.02


def test_numbers_stay_within_what_was_seen():
    found = fitted(RealMLPPoissonRegressor).predict(1e6 * X)
    assert found.min() >= Y[LEARN].min() - 1e-6
    assert found.max() <= Y[LEARN].max() * (1 + 1e-6)
    assert found.std() > 0


def test_the_size_of_counts_makes_no_difference():
    one = fitted(RealMLPPoissonRegressor).predict(X)
    other = fitted(RealMLPPoissonRegressor, 2.0**20).predict(X)
    np.testing.assert_allclose(other, 2.0**20 * one, rtol=1e-5)


def test_small_differences_are_learned_as_well_as_large_ones():
    y = 1000 + X[:, 0] + X[:, 1] * X[:, 2] + 0.1 * RANDOM.normal(size=700)
    plain, poisson = (
        build(n_epochs=40, random_state=0).fit(X[LEARN], y[LEARN]).score(X[HELD], y[HELD])
        for build in (RealMLPRegressor, RealMLPPoissonRegressor)
    )
    assert poisson > plain - 0.02


def test_numbers_below_0_are_refused():
    with pytest.raises(ValueError, match="y holds -1, and the Poisson deviance"):
        RealMLPPoissonRegressor().fit(X, np.where(Y > 1, Y, -1.0))


def test_where_all_is_0_so_is_what_is_expected():
    nothing = RealMLPPoissonRegressor(n_epochs=2, random_state=0).fit(X, np.zeros(700))
    assert (nothing.predict(X) == 0).all()
