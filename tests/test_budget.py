from __future__ import annotations

import math
import time

import pytest

from lepton_automl.budget import Budget, Clock


def test_a_budget_is_without_limits_unless_told():
    assert Budget() == Budget(seconds=None, trials=None)


def test_a_budget_cannot_be_changed():
    with pytest.raises(AttributeError):
        Budget(seconds=1).seconds = 2


def test_a_clock_counts_down_from_its_start():
    clock = Clock(Budget(seconds=10), started=time.monotonic() - 4)
    assert 3.9 < clock.elapsed() < 5
    assert clock.left() == pytest.approx(6, abs=1)


def test_time_that_is_used_up_is_zero_and_not_negative():
    assert Clock(Budget(seconds=1), started=time.monotonic() - 5).left() == 0.0


def test_without_a_limit_time_does_not_run_out():
    assert Clock(Budget(trials=3)).left() == math.inf
