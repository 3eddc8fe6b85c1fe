from __future__ import annotations

import importlib
import json

import numpy as np
import pytest


@pytest.fixture
def run():
    return importlib.import_module("systems.run")


@pytest.fixture
def seen():
    return importlib.import_module("systems.watch").Seen


def judge(run, tmp_path, seen, log=""):
    (tmp_path / "log").write_text(log)
    return run.judge(seen, tmp_path, "regression", np.array([1.0, 2.0]), tmp_path / "log")


def test_what_was_predicted_is_judged(run, seen, tmp_path):
    np.save(tmp_path / "prediction.npy", np.array([1.0, 4.0]))
    said = {"predicted": True, "fit_seconds": 3.0, "latency_ms": 1.5}
    values = judge(run, tmp_path, seen(said, peak=5e6, seconds=9.0))
    assert values["loss"] == pytest.approx(2**0.5)
    assert (values["peak_mb"], values["latency_ms"], values["note"]) == (5, 1.5, "")


def test_a_crash_after_predicting_is_a_note_and_no_failure(run, seen, tmp_path):
    np.save(tmp_path / "prediction.npy", np.array([1.0, 2.0]))
    values = judge(run, tmp_path, seen({"predicted": True}, code=1), "OSError: disk full")
    assert (values["loss"], values["note"]) == (0.0, "OSError: disk full")
    assert "failure" not in values


@pytest.mark.parametrize(
    ("ended", "code", "log", "words"),
    [
        ("it took too long", -9, "x", "it took too long"),
        ("", 1, "fitting\nmodule.SomeError: bad name\nbye\n", "module.SomeError: bad name"),
        ("", -11, "", "exit code -11"),
        ("", 0, "", "it said nothing"),
    ],
)
def test_without_a_prediction_there_is_a_reason(run, seen, tmp_path, ended, code, log, words):
    values = judge(run, tmp_path, seen({}, ended=ended, code=code), log)
    assert values["failure"] == words
    assert "loss" not in values


def test_a_prediction_with_missing_values_is_a_failure(run, seen, tmp_path):
    np.save(tmp_path / "prediction.npy", np.array([1.0, np.nan]))
    assert "missing values" in judge(run, tmp_path, seen({"predicted": True}))["failure"]


def test_a_system_without_an_environment_is_named(run, tmp_path):
    with pytest.raises(SystemExit, match="tabular.py setup flaml"):
        run.version_of("flaml", tmp_path)


def test_a_busy_machine_is_waited_for_refused_or_warned_of(run, monkeypatch, capsys):
    loads = iter([1.5, 0.1])
    monkeypatch.setattr(run, "busy", lambda: next(loads))
    assert run.quiet(warn=False) == 0.1
    monkeypatch.setattr(run, "busy", lambda: 1.5)
    assert run.quiet(warn=True) == 1.5
    assert "times are void" in capsys.readouterr().out
    monkeypatch.setattr(run, "PATIENCE", -1.0)
    with pytest.raises(SystemExit, match="1.5 cores busy"):
        run.quiet(warn=False)


class Halves:
    """A model of two of three classes."""

    classes = (0, 2)

    def predict(self, X):
        return np.tile([0.25, 0.75], (len(X), 1))

    def save(self, folder):
        return 2_000_000


def test_a_worker_fits_predicts_measures_and_says_so(tmp_path, monkeypatch):
    worker = importlib.import_module("systems.worker")
    system = importlib.import_module("systems.frames")  # any module will do
    monkeypatch.setattr(system, "fit", lambda X, y, job: Halves(), raising=False)
    rows = {"X": np.zeros((6, 2)), "X_test": np.ones((3, 2)), "y": np.array([0, 2] * 3)}
    for key, values in rows.items():
        np.save(tmp_path / f"{key}.npy", values)
    job = {"adapter": "frames", "task": "multiclass", "classes": ["a", "b", "c"], "cores": 99}
    (tmp_path / "job.json").write_text(json.dumps(job))
    worker.main(tmp_path)
    said = json.loads((tmp_path / "said.json").read_text())
    assert said["step"] == "done"
    assert said["size_mb"] == 2.0
    assert said["rows_per_second"] > 0
    assert said["latency_ms"] > 0
    assert np.load(tmp_path / "prediction.npy").tolist() == [[0.25, 0.0, 0.75]] * 3
