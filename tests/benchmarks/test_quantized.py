from __future__ import annotations

import importlib
from dataclasses import replace

import pytest


@pytest.fixture
def quantized():
    return importlib.import_module("quantized")


@pytest.fixture
def row(quantized):
    return quantized.Row(
        "digits",
        "onnx",
        "mlp",
        "accuracy",
        749_000,
        131_000,
        0.742,
        0.638,
        0.98,
        0.97,
        0.0104,
        0.5,
    )


@pytest.fixture
def run(quantized, row, tmp_path, monkeypatch):
    """Return a function that runs the command line, with searches that cost nothing."""
    did = []

    def measured(name, trials, folder):
        did.append(name)
        return replace(row, name=name)

    monkeypatch.setattr(quantized, "measured", measured)
    monkeypatch.delenv("LEPTON_DATA_HOME", raising=False)

    def go(*words):
        did.clear()
        asked = [*words, "--results", str(tmp_path)]
        quantized.main(quantized.parser().parse_args(asked))
        return list(did)

    return go


def test_what_is_there_is_not_measured_again(run):
    assert run("--sets", "digits,diabetes") == ["digits", "diabetes"]
    assert run("--sets", "digits") == []


def test_without_the_folder_of_real_tables_they_are_passed_over(run, quantized, monkeypatch):
    monkeypatch.setattr(quantized, "there", lambda name: name != "steel_plates")
    assert "steel_plates" not in run()


def test_an_unknown_set_ends_it(run):
    with pytest.raises(SystemExit, match="no set is named 'digts'; there are digits_images"):
        run("--sets", "digts")


def test_rows_are_read_back_as_they_were(quantized, row, tmp_path):
    failed = replace(row, labels_that_differ=None, error="would not gain, it says")
    quantized.write(tmp_path / "found.csv", [row, failed])
    assert quantized.read(tmp_path / "found.csv") == [row, failed]


def test_the_page_tells_size_time_and_drop_with_what_failed_below(quantized, row):
    page = quantized.page([row, replace(row, name="trees", error="would not gain")])
    assert "| 749 | 131 | 0.742 | 0.638 | 0.9800 | 0.9700 | 0.0100 | 1.04% | 0.5 |" in page
    assert "- trees: would not gain" in page
