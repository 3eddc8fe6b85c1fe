"""One format of a model: its files and facts."""

import pytest
from toy_plugins import formats

from lepton_automl.errors import ExportError, InputError
from lepton_automl.export.formats import baseline_of, usable, write
from lepton_automl.plugin import ExporterSpec


def here(folder, task):
    """Load in this process."""
    return formats.load(folder, task)


LOCAL = ExporterSpec("toy", formats.save, lambda *a: here(*a), tolerance=1e-3)


def test_the_facts_are_what_was_found(made, tmp_path):
    found = write(made.baseline, LOCAL, tmp_path, made.task, made.X)
    assert found.modules == {"joblib"}
    assert found.facts["exporter"] == "toy"
    assert found.facts["rows_compared"] == 80
    sizes = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert found.facts["size"] == sizes


def test_what_was_not_compared_does_not_say_so(made, tmp_path):
    facts = write(made.model, LOCAL, tmp_path, made.task).facts
    assert set(facts) == {"exporter", "safe", "size"}


def test_what_differs_is_no_format(made, tmp_path):
    with pytest.raises(ExportError, match="would predict otherwise"):
        write(made.model, LOCAL, tmp_path, made.task, made.X)


def test_what_is_quantized_may_differ_and_says_how_much(made, tmp_path):
    facts = write(made.model, LOCAL, tmp_path, made.task, made.X, quantize="int8").facts
    assert facts["quantize"] == "int8"
    assert facts["max_difference"] == pytest.approx(0.02)


def test_an_exporter_that_knows_of_no_quantizing_is_not_asked_to(made, tmp_path):
    spec = ExporterSpec("plain", lambda model, folder, task: None, here)
    with pytest.raises(InputError, match="'plain' cannot be quantized"):
        write(made.model, spec, tmp_path, made.task, quantize="int8")


def test_a_safe_format_holds_the_baseline_too_and_no_pickle(made, tmp_path, registry):
    skops = registry.get("exporters", "skops")
    write(made.model, skops, tmp_path, made.task, baseline=made.baseline)
    assert baseline_of(skops, made.baseline, tmp_path) == set()
    names = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*"))
    assert names == ["baseline/model.skops", "model.skops"]


def test_another_format_leaves_the_baseline_to_the_artifact(made, tmp_path):
    assert "sklearn" in baseline_of(LOCAL, made.baseline, tmp_path)
    assert (tmp_path / "baseline.joblib").exists()


def test_what_is_not_installed_is_said_with_how_to_install_it():
    spec = ExporterSpec("far", "a:b", "a:c", requires=("no_such_package",))
    with pytest.raises(InputError, match="'far' needs no_such_package.*pip install"):
        usable(spec)
    assert usable(LOCAL) is LOCAL
