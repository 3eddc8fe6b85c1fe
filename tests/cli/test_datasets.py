"""``lepton datasets``: the data sets known by name."""

from __future__ import annotations

from lepton_automl.builtin.datasets import DATASETS

OFFER = """
from lepton_automl.plugin import DatasetSpec, hookimpl

@hookimpl
def lepton_register_datasets():
    return [DatasetSpec("stars", "sky:stars", "numbers of stars", requires=("no_sky",))]
"""


def test_every_data_set_is_listed_with_its_summary(lepton):
    answer = lepton("datasets")
    assert answer.code == 0
    said = " ".join(answer.out.split())
    for spec in DATASETS:
        assert f"{spec.name} {spec.summary}".split(":")[0] in said
    assert "plugin" not in said


def test_those_of_plugins_say_whose_they_are_and_what_they_need(lepton, install, monkeypatch):
    install("sky_plugin", OFFER)
    monkeypatch.setenv("COLUMNS", "200")
    said = " ".join(lepton("datasets").out.split())
    assert "numbers of stars (needs: pip install no_sky)" in said
    assert "sky_plugin" in said


def test_those_of_the_folder_are_listed(lepton, tmp_path, monkeypatch):
    (tmp_path / "tabular").mkdir()
    (tmp_path / "tabular" / "index.json").write_text(
        '[{"name": "pets", "file": "pets.csv", "target": "kind", "task": "binary"}]'
    )
    monkeypatch.setenv("LEPTON_DATA_HOME", str(tmp_path))
    assert "binary: target 'kind', from LEPTON_DATA_HOME" in lepton("datasets").out
