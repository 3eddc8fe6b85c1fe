from __future__ import annotations

import importlib
from dataclasses import replace

import pytest


@pytest.fixture
def page():
    return importlib.import_module("systems.page")


@pytest.fixture
def rows():
    result = importlib.import_module("systems.results").Result

    def row(system, table, budget, loss, speed, **more):
        values = {"task": "binary", "fit_seconds": budget, "rows_per_second": speed}
        return result(system, "1", table, 0, budget, **values, loss=loss, **more)

    return [
        row("lepton", "x", 60.0, 0.10, 9000.0),
        row("lepton", "y", 60.0, 0.30, 9000.0),
        row("autogluon_best", "x", 60.0, 0.20, 1000.0),
        row("autogluon_best", "y", 60.0, None, None, failure="a | bar"),
        row("lightgbm", "x", 60.0, 0.25, 5000.0, load_during=0.9),
        row("lightgbm", "y", 60.0, 0.25, 5000.0),
        row("flaml", "x", 60.0, 0.05, 5000.0),
        row("autogluon_best", "x", 300.0, 0.05, 500.0),
    ]


def test_systems_run_on_all_tables_and_all_systems_are_ranked_apart(page, rows):
    text = page.page(rows)
    assert "### 3 systems, 2 tables, 1 seeds" in text
    assert "### 4 systems, 1 tables, 1 seeds" in text
    assert "| **lepton** (as it comes) | 1.50 |" in text
    assert "| **flaml** (as it comes) | 1.00 |" in text


def test_what_is_worse_than_lightgbm_is_counted(page, rows):
    lepton = next(x for x in page.page(rows).splitlines() if x.startswith("| **lepton**"))
    assert [c.strip() for c in lepton.split("|")][5] == "1"


def test_lepton_is_set_against_each_also_across_budgets_with_its_speed(page, rows):
    assert page.against(rows, "autogluon_best", 60.0, 60.0) == ["100", "2", "9"]
    assert page.against(rows, "autogluon_best", 60.0, 300.0) == ["0", "1", "-"]
    assert page.against(rows, "mljar", 60.0, 60.0) == []


def test_failures_are_told_and_break_no_table(page, rows):
    text = page.page(rows)
    assert "| autogluon_best | y | 0 | 60 | a / bar |  |" in text
    assert "| y | binary | 0 | 0.3 | failed | **0.25** |" in text.replace("|  |", "|")


def test_a_disturbed_run_voids_the_times(page, rows):
    assert "their times are void" in page.page(rows)
    assert "their times are void" not in page.page(rows[:2])


@pytest.mark.parametrize(
    ("loss", "best", "shown"),
    [
        (None, 1.0, ""),
        (0.5, 0.5, "**0.5**"),
        (108_342.7, 1.0, "108,343"),
        (0.12345, 0, "0.1235"),
    ],
)
def test_losses_are_short_and_the_best_is_bold(page, loss, best, shown):
    assert page.cell(loss, best) == shown


def test_runs_of_a_slower_machine_are_told(page, rows):
    def took(*seconds):
        return [replace(r, work_seconds=s) for r, s in zip(rows, seconds, strict=False)]

    assert "a fixed piece of work" not in page.page(rows)
    even = page.page(took(0.5, 0.52, 0.5, 0.6))
    assert "Before 4 of them a fixed piece of work took 0.51 s (median; 0.50 to 0.60)" in even
    assert "before 0 more than 1.25 times as long. " in even
    assert "before 1 more than 1.25 times as long: **these" in page.page(took(0.5, 0.5, 1.1))
