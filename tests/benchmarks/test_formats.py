from __future__ import annotations

import importlib
import json
from dataclasses import asdict

import pytest


@pytest.fixture
def formats():
    return importlib.import_module("formats")


def facts(greatest=0.0, median=0.0, **more):
    told = {"size": 1000, "latency_ms": 0.5, "rows_per_second": 2000}
    return {**told, "max_difference": greatest, "median_difference": median, **more}


@pytest.fixture
def found(formats):
    def make(table="iris", search="default", budget=5.0, onnx=None, **more):
        made = {"joblib": facts(), "skops": facts(), "onnx": onnx or facts(1e-7, 1e-9)}
        return formats.Found(
            table, search, budget, "binary", 100, 4, ["ridge"], made, held_out=1e-8, **more
        )

    return make


@pytest.fixture
def run(formats, found, tmp_path, monkeypatch):
    """Return a function that runs the command line, with searches that cost nothing."""
    did = []

    def measure(name, search, budget, path):
        did.append((name, search, budget))
        return found(name, search, budget)

    monkeypatch.setattr(formats, "in_new_process", measure)

    def go(*words):
        did.clear()
        formats.main(
            formats.parser().parse_args(
                [*words, "--results", str(tmp_path / "out"), "--keep", str(tmp_path)]
            )
        )
        return list(did)

    return go


def test_what_is_there_is_not_measured_again_unless_asked(run):
    words = ("--tables", "iris,digits", "--budget", "3")
    assert len(run(*words)) == 4
    assert run(*words) == []
    assert run("--tables", "iris", "--searches", "onnx", "--budget", "4") == [
        ("iris", "onnx", 4.0)
    ]
    assert len(run(*words, "--again")) == 4


def test_results_are_read_back_and_written_as_a_page(run, formats, tmp_path):
    run("--tables", "iris")
    (first, second) = formats.read(tmp_path / "out" / "formats.jsonl")
    assert first.key == ("iris", "default", 15.0)
    assert second.search == "onnx"
    assert "| iris | default 15 s |" in (tmp_path / "out" / "formats.md").read_text()


def test_a_table_that_is_not_there_is_named(run):
    with pytest.raises(SystemExit, match="no table is named 'irs'"):
        run("--tables", "irs")


def test_all_tables_are_those_bundled_without_others(formats, monkeypatch, tmp_path):
    monkeypatch.setenv("LEPTON_DATA_HOME", str(tmp_path))
    assert formats.names() == list(formats.BUNDLED)


def test_the_page_counts_what_is_equal_and_what_is_near(found):
    from systems.formats_page import page

    far = facts(3e-4, 1e-9)
    none = {"error": "estimator: Their cannot be converted to ONNX."}
    text = page([found("a"), found("b", onnx=far), found("c", onnx=none)])
    assert (
        "- default: of 3 models, 3 are equal to the bit as joblib and skops, 2 (67%) can be "
        "had as a graph, and 1 of these are within 0.0001 (median 1e-05)." in text
    )
    assert "- c (default): estimator: Their cannot be converted to ONNX." in text
    assert "| 1 / 1 / 1 |" in text


def test_a_search_that_failed_is_told(formats):
    from systems.formats_page import page

    text = page([formats.Found("a", "default", 5.0, error="MemoryError")])
    assert "of 1 models, 0 are equal to the bit" in text
    assert "- a (default): MemoryError" in text


def test_an_end_without_an_answer_is_a_result(formats, monkeypatch, tmp_path):
    monkeypatch.setattr(formats, "__file__", "/no/such/script.py")
    found = formats.in_new_process("iris", "default", 1.0, tmp_path)
    assert "No such file" in found.error
    assert found.key == ("iris", "default", 1.0)


@pytest.mark.slow
def test_a_small_table_is_measured_in_a_process_of_its_own(formats, monkeypatch, tmp_path):
    pytest.importorskip("lepton_onnx", reason="is about the formats that lepton-onnx offers")
    monkeypatch.delenv("LEPTON_DISABLE_PLUGINS", raising=False)
    found = formats.in_new_process("iris", "default", 4.0, tmp_path / "kept")
    assert found.error == ""
    assert found.fact("joblib", "max_difference") == 0.0
    assert found.fact("onnx", "max_difference") <= 1e-4
    assert json.loads(json.dumps(asdict(found)))["table"] == "iris"
