"""The gradients are those of the function."""

import numpy as np
import pytest
from lepton_realmlp.network import Network
from lepton_realmlp.tape import Tape

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(7, 4))
WANTED = RANDOM.normal(size=(7, 2))


def network(embedded=(0, 2), activation="mish"):
    made = Network(4, np.array(embedded, int), 2, 5, 2, activation, RANDOM, np.float64)
    for parameter in made.parameters.values():  # away from zeros, where much cancels
        parameter += 0.3 * RANDOM.normal(size=parameter.shape)
    return made


def loss(network, **options):
    return 0.5 * float(((network.forward(X, Tape(), **options) - WANTED) ** 2).sum())


def gradients(network, **options):
    tape, found = Tape(), {n: np.empty_like(p) for n, p in network.parameters.items()}
    network.backward(tape, network.forward(X, tape, **options) - WANTED, found)
    return found


@pytest.mark.parametrize("embedded", [(0, 2), ()])
@pytest.mark.parametrize("activation", ["mish", "selu"])
def test_gradients_agree_with_small_differences(embedded, activation):
    made = network(embedded, activation)
    found = gradients(made)
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
    found = gradients(made, dropout=0.5, random=np.random.default_rng(1))["weight1"]
    parameter, ends = made.parameters["weight1"], []
    for step in (1e-6, -2e-6):
        parameter[0, 0] += step
        ends.append(loss(made, dropout=0.5, random=np.random.default_rng(1)))
    assert found[0, 0] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("embedded", [(0, 2), ()])
def test_it_responds_as_it_was_trained(embedded):
    made = network(embedded)
    assert made.respond(X) == pytest.approx(made.forward(X, Tape()), rel=1e-12)


def test_a_tape_may_be_used_again():
    made, tape = network(), Tape()
    first = made.respond(X, tape).copy()
    made.respond(2 * X[:3], tape)
    assert (made.respond(X, tape) == first).all()


def test_the_share_that_is_left_out_is_made_up_for():
    wide = Network(4, np.arange(0), 1, 4_000, 1, "selu", RANDOM)
    tape = Tape()
    wide.forward(X.astype(np.float32), tape, 0.3, np.random.default_rng(0))
    mask = tape["mask"]
    assert np.mean(mask == 0) == pytest.approx(0.3, abs=0.01)
    assert mask.mean() == pytest.approx(1.0, abs=0.01)


def test_at_first_all_rows_are_predicted_alike():
    made = Network(4, np.array([1]), 2, 5, 2, "selu", RANDOM)
    assert (made.respond(X.astype(np.float32)) == 0).all()
