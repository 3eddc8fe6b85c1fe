"""Activations are what the papers say, with their slopes, and stay finite far out."""

import numpy as np
import pytest
from lepton_realmlp.activations import ACTIVATIONS, ALPHA, SCALE
from lepton_realmlp.tape import Tape

POINTS = np.linspace(-6, 6, 101)


def selu(z):
    return SCALE * np.where(z > 0, z, ALPHA * np.expm1(z))


def mish(z):
    return z * np.tanh(np.log1p(np.exp(z)))


@pytest.mark.parametrize(("name", "known"), [("selu", selu), ("mish", mish)])
def test_values_are_the_known_ones(name, known):
    z = POINTS.copy()
    ACTIVATIONS[name](z, Tape(), None)
    assert z == pytest.approx(known(POINTS), abs=1e-12)


@pytest.mark.parametrize(("name", "known"), [("selu", selu), ("mish", mish)])
def test_slopes_are_those_of_the_values(name, known):
    at, step = POINTS[POINTS != 0], 1e-6
    slope = np.empty_like(at)
    ACTIVATIONS[name](at.copy(), Tape(), slope)
    assert slope == pytest.approx((known(at + step) - known(at - step)) / (2 * step), abs=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_they_stay_finite_far_out(name):
    z = np.array([-1e4, -30.0, 0.0, 30.0, 1e4], np.float32)
    slope = np.empty_like(z)
    ACTIVATIONS[name](z, Tape(), slope)
    assert np.isfinite(z).all()
    assert np.isfinite(slope).all()
