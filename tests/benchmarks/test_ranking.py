from __future__ import annotations

import importlib
import math

import pytest


@pytest.fixture
def ranking():
    return importlib.import_module("systems.ranking")


@pytest.fixture
def rows():
    result = importlib.import_module("systems.results").Result
    values = {
        ("x", 0): {"a": 0.1, "b": 0.2, "c": None},
        ("y", 0): {"a": 3.0, "b": 1.0, "c": 2.0},
        ("y", 1): {"a": 1.0, "b": 1.0},
    }
    return [
        result(system, "1", table, seed, 60.0, loss=loss, latency_ms=loss and 10 * loss)
        for (table, seed), row in values.items()
        for system, loss in row.items()
    ]


def test_a_failure_is_an_infinite_loss(ranking, rows):
    found = ranking.losses(rows)
    assert found["x", 0] == {"a": 0.1, "b": 0.2, "c": math.inf}


def test_only_what_all_were_run_on_is_compared(ranking, rows):
    shared = ranking.common(ranking.losses(rows), ["a", "c"])
    assert set(shared) == {("x", 0), ("y", 0)}
    assert set(shared["y", 0]) == {"a", "c"}


def test_mean_ranks_put_failures_last_and_share_ties(ranking, rows):
    assert ranking.ranks(ranking.losses(rows)) == {
        "a": (1 + 3 + 1.5) / 3,
        "b": (2 + 1 + 1.5) / 3,
        "c": (3 + 2) / 2,
    }


def test_two_failures_share_the_last_rank(ranking):
    found = {("x", 0): {"a": math.inf, "b": math.inf, "c": 1.0}}
    assert ranking.ranks(found) == {"a": 2.5, "b": 2.5, "c": 1.0}


@pytest.mark.parametrize(
    ("one", "other", "share", "count"),
    [("a", "b", (1 + 0 + 0.5) / 3, 3), ("b", "a", (0 + 1 + 0.5) / 3, 3), ("a", "c", 0.5, 2)],
)
def test_win_rates_count_ties_half_and_failures_as_lost(
    ranking, rows, one, other, share, count
):
    assert ranking.wins(ranking.losses(rows), one, other) == (pytest.approx(share), count)


def test_where_both_failed_nobody_won(ranking):
    found = {("x", 0): {"a": math.inf, "b": math.inf}}
    rate, count = ranking.wins(found, "a", "b")
    assert (math.isnan(rate), count) == (True, 0)


def test_normalised_losses_are_0_for_the_best_and_1_for_the_worst_and_failures(ranking, rows):
    shares = ranking.normalised(ranking.losses(rows))
    assert shares == {"a": (0 + 1 + 0) / 3, "b": (1 + 0 + 0) / 3, "c": (1 + 0.5) / 2}


def test_a_table_on_which_all_failed_says_nothing(ranking):
    assert ranking.normalised({("x", 0): {"a": math.inf}}) == {}


def test_medians_leave_out_what_was_not_measured(ranking, rows):
    assert ranking.medians(rows, "c", "latency_ms") == 20.0
    assert math.isnan(ranking.medians(rows, "c", "size_mb"))
