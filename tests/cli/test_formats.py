"""Formats are shown as a table; what is not known is empty."""

from lepton_automl.cli.formats import print_formats
from lepton_automl.export import Manifest
from lepton_automl.task import Input, Schema, Task

TASK = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9)
FACTS = {
    "exporter": "onnx",
    "size": 1_234_567,
    "latency_ms": 0.1234,
    "rows_per_second": 1234567,
    "max_difference": 1.23e-7,
    "labels_that_differ": 0.0,
}


def test_all_that_is_known_is_shown(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    print_formats(Manifest(TASK, "r2", formats={"onnx": FACTS}))
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["joblib"]
    assert lines[3].split() == ["onnx", "1.235", "0.123", "1,234,567", "1.2e-07", "0.00%"]


def test_some_may_be_asked_for(capsys):
    print_formats(Manifest(TASK, "r2", formats={"onnx": FACTS}), ["onnx"])
    assert "joblib" not in capsys.readouterr().out
