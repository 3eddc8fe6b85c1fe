"""Training ends in time, keeps the best epoch, and fits into the memory."""

from __future__ import annotations

import time
from types import SimpleNamespace

import numpy as np
import pytest
from lepton_keras.networks.rows import Rows
from lepton_keras.networks.training import Plan, train


class Model:
    """Stands in for a compiled model: its weights are the number of steps it was trained."""

    def __init__(self, held=(), most=10_000, seconds=0.0, loss=1.0):
        self.optimizer = SimpleNamespace(learning_rate=1.0)
        self.steps, self.sizes, self.rates = 0, [], []
        self.held, self.most, self.seconds, self.loss = list(held), most, seconds, loss
        self.run_eagerly = False

    def train_on_batch(self, inputs, target, sample_weight=None):
        size = len(target)
        if size > self.most:
            raise RuntimeError("RESOURCE_EXHAUSTED: failed to allocate 12 GiB")
        time.sleep(self.seconds)
        self.steps += 1
        self.sizes.append(size)
        self.rates.append(self.optimizer.learning_rate)
        return self.loss

    def test_on_batch(self, inputs, target, sample_weight=None):
        return self.held.pop(0)

    def reset_metrics(self):
        pass

    def get_weights(self):
        return self.steps

    def set_weights(self, weights):
        self.steps = weights


def rows(n=32):
    return Rows({"x": np.zeros((n, 1))}, np.zeros((n, 1)))


def run(model, held=None, **plan):
    settings = {"epochs": 4, "batch_size": 16, "learning_rate": 1.0, **plan}
    return train(model, rows(), held, Plan(**settings), np.random.RandomState(0))


def test_the_best_epoch_is_what_is_left():
    model = Model(held=[0.9, 0.2, 0.5, 0.6])

    history = run(model, rows())

    assert [h["val_loss"] for h in history] == [0.9, 0.2, 0.5, 0.6]
    assert model.steps == 4  # two epochs of two batches


def test_patience_ends():
    assert len(run(Model(held=[0.1, 0.5, 0.6, 0.7]), rows(), patience=2)) == 3


def test_a_batch_that_is_too_large_is_halved():
    model = Model(most=5)

    run(model, epochs=1)

    assert set(model.sizes) == {4}
    assert len(model.sizes) == 8


def test_rows_held_back_that_are_too_many_at_once_are_halved():
    class Small(Model):
        def test_on_batch(self, inputs, target, sample_weight=None):
            if len(target) > 5:
                raise MemoryError
            self.held.append(len(target))
            return float(target.mean())

    model = Small()
    held = Rows({"x": np.zeros((19, 1))}, np.arange(19.0)[:, None])

    history = run(model, held, epochs=2)

    assert [h["val_loss"] for h in history] == pytest.approx([9.0, 9.0])
    assert model.held == [4, 4, 4, 4, 3] * 2  # the second time, it is known


def test_other_errors_are_told():
    model = Model()
    model.train_on_batch = lambda *_, **__: 1 / 0

    with pytest.raises(ZeroDivisionError):
        run(model)


def test_it_stops_itself_before_the_time_is_over():
    model, started = Model(seconds=0.02), time.perf_counter()

    history = run(model, epochs=1000, max_seconds=0.5)

    assert 0.2 < time.perf_counter() - started < 0.6
    assert 0 < len(history) < 1000
    assert model.rates[-1] < 0.2  # in time, the rate has fallen
    assert model.run_eagerly  # there was no time to compile


def test_no_time_at_all_leaves_a_usable_model():
    assert run(Model(), max_seconds=0.0) == []


def test_the_rate_rises_and_falls():
    plan = Plan(1, 1, 2.0)

    assert plan.rate(0.0) < plan.rate(0.03) < plan.rate(0.05) == 2.0
    assert plan.rate(1.0) == pytest.approx(0.02)
    assert Plan(1, 1, 2.0, constant=True).rate(0.9) == 2.0


def test_a_loss_that_is_not_finite_is_explained():
    with pytest.raises(ValueError, match=r"nan after epoch 1: the learning rate of 1 is"):
        run(Model(loss=np.nan), constant=True)


def test_who_listens_is_told_each_epoch():
    told = []

    run(Model(), epochs=2, on_epoch=lambda epoch, losses: told.append((epoch, losses["loss"])))

    assert told == [(0, 1.0), (1, 1.0)]


@pytest.mark.parametrize(
    ("epochs", "expected"), [(5, [4, 8, 12, 16]), (40, list(range(1, 20)))]
)
def test_it_tells_the_twentieths_that_are_done(epochs, expected):
    told = []

    def report(step, score):
        told.append((step, score))
        return False

    run(Model(held=[0.5] * epochs), rows(), epochs=epochs, report=report)

    assert told == [(step, -0.5) for step in expected]


def test_told_to_stop_it_keeps_the_best_epoch():
    model = Model(held=[0.4, 0.2, 0.6, 0.1])

    history = run(model, rows(), report=lambda step, score: score < -0.5)

    assert [h["val_loss"] for h in history] == [0.4, 0.2, 0.6]
    assert model.steps == 4


def test_without_rows_held_back_there_is_nothing_to_tell():
    assert len(run(Model(), report=lambda *_: True)) == 4


def test_where_there_is_enough_time_the_rate_does_not_depend_on_it():
    class Compiled(Model):
        def train_on_batch(self, inputs, target, sample_weight=None):
            time.sleep(0.0 if self.steps else 0.2)
            return super().train_on_batch(inputs, target, sample_weight)

    limited, free = Compiled(), Compiled()

    run(limited, epochs=20, max_seconds=6.0)
    run(free, epochs=20)

    assert limited.rates == free.rates
