"""The gradients are those of the function."""

import numpy as np
import pytest
from lepton_realmlp.network import ACTIVATIONS, Network

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(7, 4))
WANTED = RANDOM.normal(size=(7, 2))


def network(embedded=(0, 2), activation="mish"):
    made = Network(4, np.array(embedded, int), 2, 5, 2, activation, RANDOM, np.float64)
    for parameter in made.parameters.values():  # away from zeros, where much cancels
        parameter += 0.3 * RANDOM.normal(size=parameter.shape)
    return made


def loss(network, **options):
    return 0.5 * float(((network.forward(X, **options)[0] - WANTED) ** 2).sum())


@pytest.mark.parametrize("embedded", [(0, 2), ()])
@pytest.mark.parametrize("activation", ["mish", "selu"])
def test_gradients_agree_with_small_differences(embedded, activation):
    made = network(embedded, activation)
    outputs, tape = made.forward(X)
    found = made.backward(tape, outputs - WANTED)
    assert set(found) == set(made.parameters)
    for name, parameter in made.parameters.items():
        for at in [(0,) * parameter.ndim, tuple(n - 1 for n in parameter.shape)]:
            was = parameter[at]
            ends = []
            for step in (1e-6, -1e-6):
                parameter[at] = was + step
                ends.append(loss(made))
            parameter[at] = was
            expected = (ends[0] - ends[1]) / 2e-6
            assert found[name][at] == pytest.approx(expected, rel=1e-4, abs=1e-7), name


def test_gradients_know_what_was_left_out():
    made = network()
    outputs, tape = made.forward(X, 0.5, np.random.default_rng(1))
    found = made.backward(tape, outputs - WANTED)["weight1"]
    parameter, ends = made.parameters["weight1"], []
    for step in (1e-6, -2e-6):
        parameter[0, 0] += step
        ends.append(loss(made, dropout=0.5, random=np.random.default_rng(1)))
    assert found[0, 0] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_stay_finite_far_out(name):
    value, slope = ACTIVATIONS[name](np.array([-1e4, -30.0, 0.0, 30.0, 1e4], np.float32))
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()
    assert value.dtype == np.float32


def test_at_first_all_rows_are_predicted_alike():
    made = Network(4, np.array([1]), 2, 5, 2, "selu", RANDOM)
    assert (made.forward(X.astype(np.float32))[0] == 0).all()
