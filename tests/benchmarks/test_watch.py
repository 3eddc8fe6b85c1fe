from __future__ import annotations

import importlib
import os
import sys
import time

import psutil
import pytest


@pytest.fixture
def watch():
    return importlib.import_module("systems.watch")


def run(watch, tmp_path, code, budget=0.0):
    log = tmp_path / "log"
    return watch.watch([sys.executable, "-c", code], tmp_path, budget, log, dict(os.environ))


def test_memory_and_words_of_a_worker_are_seen(watch, tmp_path):
    code = (
        "import json, time; from pathlib import Path; x = b'x' * 200_000_000;"
        "Path('said.json').write_text(json.dumps({'step': 'done'})); time.sleep(1.2)"
    )
    seen = run(watch, tmp_path, code)
    assert seen.said == {"step": "done"}
    assert seen.peak > 200e6
    assert (seen.code, seen.ended) == (0, "")
    assert seen.seconds >= 1.2


def test_a_worker_that_crashes_leaves_its_complaint(watch, tmp_path):
    seen = run(watch, tmp_path, "raise ValueError('no such thing')")
    assert seen.code == 1
    assert "no such thing" in (tmp_path / "log").read_text()


def test_a_fit_that_is_too_late_is_ended_with_all_it_started(watch, tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "too_late", lambda said, start, limit: said.get("late", ""))
    code = (
        "import json, subprocess, sys, time; from pathlib import Path;"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "time.sleep(1);"
        "Path('said.json').write_text(json.dumps({'late': 'too late', 'pid': p.pid}));"
        "time.sleep(60)"
    )
    seen = run(watch, tmp_path, code)
    assert seen.ended == "too late"
    assert seen.seconds < 30
    left = psutil.Process(seen.said["pid"]) if psutil.pid_exists(seen.said["pid"]) else None
    assert left is None or left.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    ("said", "age", "words"),
    [
        ({}, 10, ""),
        ({}, 301, "it took more than 300 s to start"),
        ({"step": "fit", "clock": 0}, 0, "it took more than 240 s to fit"),
        ({"step": "predict", "clock": 0}, 0, "it took more than 300 s to predict"),
    ],
)
def test_each_step_has_its_limit(watch, said, age, words):
    assert watch.too_late(said, time.monotonic() - age, 240.0) == words


def test_a_fit_just_begun_is_not_late(watch):
    assert watch.too_late({"step": "fit", "clock": time.time()}, 0.0, 240.0) == ""


def test_others_are_not_this_process(watch):
    start = time.monotonic()
    load = watch.busy(0.2)
    assert time.monotonic() - start >= 0.2
    assert 0 <= load <= (os.cpu_count() or 1) + 1


def test_a_worker_is_told_of_no_switches_of_ours(watch, tmp_path, monkeypatch):
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", "boosting")
    known = watch.environment(tmp_path, tmp_path / "code")
    assert "LEPTON_DISABLE_PLUGINS" not in known
    assert known["PYTHONPATH"] == str(tmp_path / "code")


def test_a_piece_of_work_takes_its_time(watch):
    assert 0.05 < watch.work_seconds() < 30
