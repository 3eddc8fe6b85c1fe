from __future__ import annotations

import importlib
from pathlib import Path

import joblib
import numpy as np
import pytest

EXPERIMENTS = Path(__file__).parents[2] / "benchmarks/experiments"
GOOD, BAD, NEW = "tree {}", "tree {'depth': 1}", "line {}"


@pytest.fixture
def module(monkeypatch):
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    return importlib.import_module


def content(seed, noise):
    """Return a record of numbers, said with noise of a size for each configuration."""
    rng = np.random.default_rng(seed)
    y = [rng.normal(size=n) for n in (5, 60, 80)]
    found = {
        key: {
            "seconds": 1.0,
            "watched": y[1] + rng.normal(scale=size, size=60),
            "tested": y[2] + rng.normal(scale=size, size=80),
        }
        for key, size in noise.items()
    }
    return {
        "task": "regression",
        "y": y,
        "found": found,
        "book": [GOOD, BAD, "not recorded {}"],
        "defaults": [GOOD],
    }


@pytest.fixture
def tables(module):
    recorded = module("recorded")
    noise = {GOOD: 0.5, BAD: 2.0, NEW: 0.5}
    return [recorded.Table(name, 0, content(i, noise)) for i, name in enumerate("abcd")]


def test_the_loss_is_that_of_the_blend_on_rows_used_for_nothing_else(tables):
    table = tables[0]
    said = table.found[GOOD]["tested"]
    assert table.loss([GOOD]) == pytest.approx(np.sqrt(np.mean((said - table.y_tested) ** 2)))
    assert table.loss([GOOD, NEW]) < table.loss([GOOD])
    assert table.loss(["unknown {}"]) == table.trivial() == np.std(table.y_tested)


@pytest.mark.parametrize(("kind", "classes"), [("binary", 2), ("multiclass", 3)])
def test_knowing_all_has_no_loss_and_knowing_nothing_the_trivial_one(module, kind, classes):
    y = [np.arange(30) % classes] * 3
    sure = np.eye(classes)[y[0]]
    same = np.full((30, classes), 1 / classes)
    found = {
        k: {"seconds": 1.0, "watched": p, "tested": p} for k, p in (("a", sure), ("b", same))
    }
    table = module("recorded").Table("t", 0, {"task": kind, "y": y, "found": found})
    assert table.loss(["a"]) == pytest.approx(0.0, abs=1e-6)
    assert table.loss(["b"]) == pytest.approx(table.loss([]))


def test_what_is_fitted_within_seconds_is_the_beginning_of_the_book(tables):
    assert tables[0].book == [GOOD, BAD]
    assert tables[0].within([NEW, "not recorded {}", BAD, GOOD], 2.5) == [NEW, BAD]


def test_records_are_read_with_their_name_and_seed(module, tmp_path):
    joblib.dump(content(0, {GOOD: 1.0}), tmp_path / "some_table-3.joblib")
    (table,) = module("recorded").read(tmp_path)
    assert (table.name, table.seed, table.defaults) == ("some_table", 3, [GOOD])


def test_no_table_counts_for_more_than_the_clip(module):
    recorded = module("recorded")
    assert recorded.mean_ratio([0.2, np.exp(recorded.CLIP)]) == pytest.approx(1.0)


def test_what_helps_is_chosen_first(module, tables):
    choose = module("choose_opening")
    base = choose.BOOKS["defaults"]
    assert choose.further(tables, base) == [BAD, NEW]
    assert choose.chosen(tables, base, [BAD, NEW], 1) == [NEW]


def test_halves_and_single_tables_are_held_out_once(module, tables):
    hold_out = module("hold_out")
    for division, n_parts in ((hold_out.halves, 2), (hold_out.each, 4)):
        parts = list(division(tables))
        assert len(parts) == n_parts
        assert sorted(t.name for _, held in parts for t in held) == list("abcd")
        assert all(not set(known) & set(held) for known, held in parts)


def test_a_policy_is_judged_where_it_was_not_chosen(module, tables):
    hold_out = module("hold_out")
    seen = []

    def policy(known):
        seen.append(len(known))
        return lambda table: [GOOD, NEW]

    found = hold_out.held_out(tables, policy, hold_out.BOOKS["defaults"], hold_out.each)
    assert seen == [3, 3, 3, 3]
    assert np.mean(found) < 1
    assert hold_out.estimator(BAD) == "tree"
    assert hold_out.without(["tree"])(tables[0]) == []
    assert list(hold_out.limited(hold_out.BOOKS["opening"], 1.5)(tables[0])) == [GOOD]


def test_a_blend_of_the_best_is_no_worse_than_the_worst_member(module, tables):
    blending = module("blending")
    table = tables[0]
    alone = [table.judged(table.found[key]["tested"]) for key in table.book]
    assert table.judged(blending._mean(table, table.best(table.book)[:1])) == min(alone)
    assert table.judged(blending._greedy(table)) < max(alone)
    assert table.judged(blending._greedy(table)) == pytest.approx(table.loss(table.book))
