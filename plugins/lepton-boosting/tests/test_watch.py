"""When a boosting stops."""

import time

import numpy as np
import pytest
from lepton_boosting import watch as module
from lepton_boosting.watch import Watch, free_memory


def rounds(losses, **options):
    """Return how many rounds were done, and how many are kept."""
    options = {"rounds": 1000, "patience": 3, "max_seconds": None, "started": 0.0} | options
    watch = Watch(**options)
    watch.begin()
    for done, loss in enumerate(losses, start=1):
        if watch.enough(done, loss):
            return done, watch.best
    raise AssertionError("it never stopped")


def test_without_losses_all_rounds_are_done_and_kept():
    assert rounds([None] * 50, rounds=20) == (20, 20)


def test_it_stops_when_nothing_improves_and_keeps_the_best():
    assert rounds([0.5, 0.4, 0.3, 0.35, 0.4, 0.6, 0.7]) == (6, 3)


def test_gains_too_small_to_wait_for_are_kept_but_not_waited_for():
    losses = 0.5 - 1e-5 * np.arange(100)
    assert rounds(losses) == (4, 4)


def test_smaller_gains_are_waited_for_where_so_asked():
    losses = 0.5 - 1e-3 * np.minimum(np.arange(100), 20)
    assert rounds(losses, gain=0.005)[0] < rounds(losses, gain=0.0005)[0]
    assert rounds(losses, gain=0.0005)[1] == 21


def test_a_loss_that_falls_towards_nothing_ends():
    losses = 0.7 * 0.9 ** np.arange(1000)
    done, kept = rounds(losses, patience=20)
    assert done == kept < 200


def test_a_loss_that_is_no_number_is_never_the_best():
    assert rounds([0.5, np.nan, np.nan, np.nan]) == (4, 1)
    assert rounds([np.nan] * 9) == (3, 1)


class Clock:
    def __init__(self, step):
        self.now, self.step = 0.0, step

    def monotonic(self):
        self.now += self.step
        return self.now


def test_it_stops_before_the_round_that_would_be_late(monkeypatch):
    monkeypatch.setattr(module, "time", Clock(1.0))
    # It begins at second 1. After round 8, at second 9, another one would end at 10 > 9.5.
    assert rounds([None] * 50, max_seconds=10.0) == (8, 8)


def test_the_longest_of_the_last_rounds_is_what_the_next_may_take(monkeypatch):
    clock = Clock(1.0)
    monkeypatch.setattr(module, "time", clock)
    watch = Watch(1000, 3, 20.0, 0.0)
    watch.begin()
    assert not watch.enough(1)
    clock.now += 6.0
    assert not watch.enough(2)  # at second 9; the last took 7
    for done in (3, 4, 5):
        assert not watch.enough(done)
    assert watch.enough(6)  # at second 13


def test_late_from_the_start_it_stops_after_the_first_round():
    assert rounds([None] * 9, max_seconds=0.001, started=time.monotonic() - 1) == (1, 1)


@pytest.mark.parametrize("free", [0, 2**27])
def test_it_stops_while_there_is_memory_left(monkeypatch, free):
    monkeypatch.setattr(module, "free_memory", lambda: free)
    assert rounds([None] * 9) == (1, 1)


def test_free_memory_heeds_the_limit_of_the_process(monkeypatch):
    if module.resource is None:
        pytest.skip("this system has no such limits")
    import psutil

    used = getattr(psutil.Process().memory_info(), "data", 0)
    monkeypatch.setattr(
        module.resource, "getrlimit", lambda which: (used + 2**20, used + 2**20)
    )
    assert 0 <= free_memory() <= 2**20
