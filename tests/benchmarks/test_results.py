from __future__ import annotations

import importlib
import json

import pytest


@pytest.fixture
def results():
    return importlib.import_module("systems.results")


def test_results_are_read_back_as_they_were_added(results, tmp_path):
    path = tmp_path / "new" / "tabular.jsonl"
    done = results.Result("a", "1.0", "iris", 0, 60.0, loss=0.25, fit_seconds=59.0)
    failed = results.Result("b", "2.0", "iris", 0, 60.0, failure="it failed")
    results.add(path, done)
    results.add(path, failed)
    assert results.read(path) == [done, failed]


def test_without_a_file_nothing_was_measured(results, tmp_path):
    assert results.read(tmp_path / "none.jsonl") == []


def test_of_one_run_measured_twice_the_last_counts(results, tmp_path):
    path = tmp_path / "tabular.jsonl"
    for loss in (0.3, 0.2):
        results.add(path, results.Result("a", "1.0", "iris", 0, 60, loss=loss))
    (kept,) = results.read(path)
    assert kept.loss == 0.2


def test_a_line_cut_short_is_measured_again_and_spoils_nothing(results, tmp_path):
    path = tmp_path / "tabular.jsonl"
    path.write_text('{"system": "a", "vers')
    added = results.Result("b", "1.0", "iris", 0, 60.0)
    results.add(path, added)
    assert results.read(path) == [added]


def test_fields_of_another_time_are_left_out(results, tmp_path):
    path = tmp_path / "tabular.jsonl"
    line = {"system": "a", "version": "1", "table": "t", "seed": 0, "budget": 60, "old": 1}
    path.write_text(json.dumps(line) + "\n")
    assert results.read(path)[0].key == ("a", "1", "t", 0, 60.0)


@pytest.mark.parametrize(
    "other",
    [{"system": "b"}, {"version": "2"}, {"table": "u"}, {"seed": 1}, {"budget": 30.0}],
)
def test_another_system_version_table_seed_or_budget_is_another_run(results, other):
    same = {"system": "a", "version": "1", "table": "t", "seed": 0, "budget": 60.0}
    assert results.Result(**same).key != results.Result(**{**same, **other}).key
    assert results.Result(**same, loss=1.0).key == results.Result(**same, loss=2.0).key


def test_the_result_of_the_version_run_last_stands_for_each_run(results):
    old = results.Result("a", "1.10", "t", 0, 60.0, when="2026-01-01T00:00:00+00:00")
    new = results.Result("a", "1.9", "t", 0, 60.0, when="2026-02-01T00:00:00+00:00")
    other = results.Result("b", "1", "t", 0, 60.0, when="2025-01-01T00:00:00+00:00")
    older_table = results.Result("a", "1.10", "u", 0, 60.0, when="2026-01-02T00:00:00+00:00")
    assert results.latest([new, old, other, older_table]) == [other, new, older_table]


def test_systems_take_turns_in_going_first_table_by_table(results):
    runs = results.order(["a", "b", "c"], ["x", "y"], [0, 1], [60.0])
    assert len(set(runs)) == len(runs) == 12
    rounds = [runs[i : i + 3] for i in range(0, 12, 3)]
    assert [r[0][0] for r in rounds] == ["a", "b", "c", "a"]
    assert all({s for s, *_ in r} == {"a", "b", "c"} for r in rounds)
    assert all(len({rest for _, rest in hashable(r)}) == 1 for r in rounds)


def hashable(runs):
    return [(system, (table, seed, budget)) for system, table, seed, budget in runs]
