from __future__ import annotations

import importlib
import json

import pytest


@pytest.fixture
def serving():
    return importlib.import_module("serving")


@pytest.fixture
def result(serving):
    def make(server, per_second, p99=4.0, others=0.0, rows=1, errors=0):
        sort = (server, "1", "logistic", rows, 8, 8.0)
        times = {"p50_ms": 1.0, "p99_ms": p99, "worst_ms": 9.0, "errors": errors}
        more = {"requests": 800, "per_second": per_second, "cpu_us": 100.0, "memory_mb": 90.0}
        return serving.load.Result(*sort, **times, **more, others=others)

    return make


def test_what_is_written_can_be_read(serving, result, tmp_path):
    found = [result("lepton", 4000.5), result("mlserver", 500.0)]
    path = tmp_path / "new" / "serving.csv"
    serving.load.write(path, found)
    assert serving.load.read(path) == found
    assert serving.load.read(tmp_path / "none.csv") == []


def test_every_error_that_wrk_counts_counts(serving):
    said = dict.fromkeys(serving.load.ERRORS, 2)
    said |= {"requests": 100, "microseconds": 500_000, "p50": 1500, "p99": 2500, "worst": 9999}
    found = serving.load.facts(said, cpu=0.02, memory=90_000_000)
    assert found == {
        "requests": 100, "per_second": 200.0, "p50_ms": 1.5, "p99_ms": 2.5, "worst_ms": 10.0,
        "errors": 10, "cpu_us": 200, "memory_mb": 90,
    }  # fmt: skip


def test_the_page_has_lepton_over_mlserver(serving, result):
    text = serving.page([result("lepton", 4000.0, p99=2.0), result("mlserver", 500.0)], {})
    assert "| logistic | 1 | 8 | 8.0 x | 0.50 x | 1.00 x |" in text
    assert "void" not in text


def test_the_page_says_that_times_of_a_busy_machine_are_void(serving, result):
    text = serving.page([result("lepton", 4000.0, others=1.5)], {"logistic": ["ridge"]})
    assert "their times are void" in text
    assert "## logistic: ridge" in text


def test_lepton_alone_is_loaded_for_long(serving):
    asked = serving.parser().parse_args(["run", "--seconds", "2", "--soak", "5"])
    assert serving.plan("lepton", 1, asked) == [(8, 2), (64, 2), (64, 5)]
    assert serving.plan("lepton", 100, asked) == [(8, 2), (64, 2), (64, 5)]
    assert serving.plan("mlserver", 100, asked) == [(8, 2), (64, 2)]
    assert serving.plan("mlserver", 1, asked) == [(8, 2), (64, 2)]


def test_a_server_that_predicts_something_else_is_not_measured(serving, tmp_path, monkeypatch):
    (tmp_path / "rows.json").write_text("[[1.0], [2.0]]")
    (tmp_path / "labels.json").write_text("[0, 1]")
    monkeypatch.setattr(serving, "ask", lambda url, server, rows: [1, 1])
    running = serving.Running("http://127.0.0.1:1", None)
    with pytest.raises(SystemExit, match="mlflow predicts 1 of 2 rows otherwise"):
        serving.compare("mlflow", running, tmp_path)


def test_a_name_that_is_none_is_refused(serving, capsys):
    with pytest.raises(SystemExit):
        serving.parser().parse_args(["run", "--servers", "nobody"])
    assert "'nobody' is none of lepton, lepton_pipeline, mlserver" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["lepton", "mlserver", "mlflow", "bentoml"])
def test_every_server_has_an_environment_and_a_command(serving, name, tmp_path):
    server = serving.SERVERS[name]
    assert server.environment in serving.setup.ENVIRONMENTS
    command = server.command(tmp_path / "model", tmp_path, 8080)
    assert command[0] == "-m"
    body = server.body([[1.0, 2.0]])
    assert [1.0, 2.0] in (body.get("rows") or _rows(body))


def _rows(body):
    first = body["inputs"][0]
    return first["data"] if isinstance(first, dict) else body["inputs"]


def test_mlserver_is_told_its_model_and_port(serving, tmp_path):
    serving.SERVERS["mlserver"].command(tmp_path / "model", tmp_path, 8080)
    assert json.loads((tmp_path / "settings.json").read_text())["http_port"] == 8080
    told = json.loads((tmp_path / "model-settings.json").read_text())
    assert told["parameters"]["uri"] == str(tmp_path / "model" / "model.joblib")
