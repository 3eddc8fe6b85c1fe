"""Training ends in time, keeps the best epoch, and goes down."""

import time

import numpy as np
import pytest
from lepton_realmlp.network import Network
from lepton_realmlp.training import Adam, Batches, rate_at, train

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(256, 3)).astype(np.float32)
Y = (X[:, :1] * X[:, 1:2]).astype(np.float32)


def fresh():
    return Network(3, np.arange(3), 1, 16, 2, "mish", np.random.default_rng(0))


def slope(outputs, rows):
    return 2 * (outputs - Y[rows]) / len(rows)


def error(network):
    return float(np.mean((network.respond(X) - Y) ** 2))


def go(network, **options):
    batches = Batches(len(X), 32, np.random.default_rng(1))
    return train(network, slope, X, batches, **{"n_epochs": 20, "rate": 0.07, **options})


def test_it_learns_a_product():
    network = fresh()
    before = error(network)
    assert go(network) == 20
    assert error(network) < 0.2 * before


@pytest.mark.parametrize(("looked_back", "kept"), [(1, 2), (5, 12)])
def test_the_best_epoch_is_kept_or_the_one_after_the_best_few(looked_back, kept):
    told, network = iter([3.0, 0.5, *[2.5] * 5, *[1.0] * 5, 9.0, 9.0]), fresh()
    seen = []

    def loss():
        seen.append(error(network))
        return next(told)

    assert go(network, n_epochs=14, loss=loss, looked_back=looked_back) == kept
    assert error(network) == pytest.approx(seen[kept - 1])


def test_epochs_that_do_not_fit_the_time_are_not_begun():
    started = time.monotonic()
    done = go(fresh(), n_epochs=10**6, seconds=0.5)
    assert 1 <= done < 10**5
    assert time.monotonic() - started < 10


def test_with_enough_time_the_clock_changes_nothing():
    one, other = fresh(), fresh()
    go(one)
    go(other, seconds=1e6)
    assert error(one) == error(other)


def test_the_rate_comes_and_goes_and_ends_at_nothing():
    rates = [rate_at(p) for p in np.linspace(0, 1, 1001)]
    assert rates[0] == pytest.approx(0)
    assert rates[-1] == pytest.approx(0)
    peaks = sum(a < b > c for a, b, c in zip(rates, rates[1:], rates[2:], strict=False))
    assert peaks == 4


def test_only_weights_decay():
    parameters = {"weight0": np.ones((2, 2)), "bias0": np.ones(2)}
    adam = Adam(parameters, decay=0.5)
    adam.step(rate=0.1)  # there are no gradients
    assert parameters["weight0"] == pytest.approx(0.95)
    assert parameters["bias0"] == pytest.approx(1.0)


def test_steps_are_those_of_the_paper():
    start, slope, rate = np.array([1.0, -2.0]), np.array([0.3, -0.7]), 0.01
    parameters = {"mix": start.copy(), "weight0": start.copy()}
    adam, first, second = Adam(parameters), np.zeros(2), np.zeros(2)
    expected = {"mix": start.copy(), "weight0": start.copy()}
    for step in range(1, 4):
        for given in adam.gradients.values():
            given[...] = slope * step
        adam.step(rate)
        first = 0.9 * first + 0.1 * slope * step
        second = 0.95 * second + 0.05 * (slope * step) ** 2
        change = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.95**step)) + 1e-8)
        expected["weight0"] -= rate * change
        expected["mix"] -= rate * 0.1 * change
    for name, value in expected.items():
        assert parameters[name] == pytest.approx(value, rel=1e-9), name


def test_an_epoch_goes_through_the_rows_once():
    batches = Batches(10, 3, np.random.default_rng(0))
    rows = np.concatenate(batches.epoch())
    assert len(batches) == 3
    assert len(set(rows.tolist())) == 9
