from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def deadline(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("deadline")


def test_results_are_read_back_as_they_were_written(deadline, tmp_path):
    rows = [
        deadline.Row("tiny", 5.0, 18, 3, "RMSE", 5.2, -0.3, -1.0, 10, 30, 1, 3, 400),
        deadline.Row("iris", 15.0, error="MemoryError: too much"),
    ]
    deadline.write(rows, tmp_path)
    back = deadline.read(tmp_path / "deadline.csv")
    assert back[0] == rows[0]
    assert (back[1].table, back[1].error) == ("iris", "MemoryError: too much")


def test_without_results_nothing_was_measured(deadline, tmp_path):
    assert deadline.read(tmp_path / "deadline.csv") == []


@pytest.mark.parametrize(
    ("values", "in_time", "better"),
    [
        ({"seconds": 5.9, "score": 0.9, "dummy": 0.5}, True, True),
        ({"seconds": 6.1, "score": 0.5, "dummy": 0.5}, False, False),
        ({"seconds": 0.0, "error": "it failed"}, False, False),
    ],
)
def test_a_row_judges_itself(deadline, values, in_time, better):
    row = deadline.Row("tiny", 5.0, **values)
    assert (row.in_time, row.better) == (in_time, better)


def test_the_table_to_read_counts_those_in_time_and_shows_failures(deadline):
    rows = [
        deadline.Row("tiny", 5.0, 18, 3, "RMSE", seconds=4.0, score=-1, dummy=-2),
        deadline.Row("wide", 5.0, error="it failed"),
    ]
    text = "\n".join(deadline.markdown(rows))
    assert "1 of 2 fits came back" in text
    assert "| it failed |" in text


def test_memory_is_counted_over_all_that_a_process_started(deadline):
    alone = deadline.memory(os.getpid())
    hold = "held = b'x' * 100_000_000; print('ready', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        child.stdout.readline()
        assert deadline.memory(os.getpid()) > alone + 90_000_000
        child.stdin.write("\n")


def test_memory_of_a_process_that_is_gone_is_nothing(deadline):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    assert deadline.memory(child.pid) == 0.0


@pytest.mark.slow
def test_a_fit_is_measured_in_a_fresh_process(deadline):
    row = deadline.measure("iris", 10.0)
    assert row.error == ""
    assert (row.rows, row.columns) == (112, 4)
    assert row.seconds > 0.5
    assert row.megabytes > 100
    assert row.trials >= 1
