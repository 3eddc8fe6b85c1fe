"""The data sets known by name: bundled ones, a made-up one, and the user's folder."""

from __future__ import annotations

import gzip
import json

import pytest

from lepton_automl._lazy import resolve
from lepton_automl.builtin import datasets
from lepton_automl.errors import InputError
from lepton_automl.plugin import Registry

INDEX = [
    {"name": "pets", "file": "pets.csv.gz", "target": "kind", "task": "binary", "rows": 3},
    {"name": "lost", "file": "lost.csv.gz", "target": "kind", "task": "binary"},
    {"name": "iris", "file": "pets.csv.gz", "target": "kind", "task": "binary"},
    {"name": "astray", "file": "pets.csv.gz", "target": "owner", "task": "binary"},
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder with one good table."""
    folder = tmp_path / "tabular"
    folder.mkdir()
    (folder / "index.json").write_text(json.dumps(INDEX))
    with gzip.open(folder / "pets.csv.gz", "wt") as file:
        file.write("weight,coat,kind\n4.5,NA,cat\n20,None,dog\n,short,dog\n")
    monkeypatch.setenv(datasets.HOME, str(tmp_path))
    return folder


@pytest.mark.parametrize("spec", datasets.DATASETS, ids=lambda s: s.name)
def test_a_bundled_data_set_is_what_its_summary_says(spec):
    X, y = resolve(spec.load)()
    assert f"{len(X)} rows" in spec.summary
    assert len(y) == len(X)
    assert isinstance(y.name, str)
    n_values = y.nunique()
    task = "binary" if n_values == 2 else "multiclass" if n_values <= 10 else "regression"
    assert spec.summary.startswith(task)
    assert all(isinstance(column, str) for column in X)


def test_a_table_of_the_folder_is_loaded_with_empty_cells_alone_missing(home):
    X, y = resolve(Registry(load_installed=False).datasets["pets"].load)()
    assert list(X) == ["weight", "coat"]
    assert y.name == "kind"
    assert list(X["coat"]) == ["NA", "None", "short"]
    assert X["weight"].isna().tolist() == [False, False, True]


def test_a_summary_of_the_folder_says_task_rows_and_target(home):
    summary = Registry(load_installed=False).datasets["pets"].summary
    assert summary == "binary, 3 rows: target 'kind', from LEPTON_DATA_HOME"


def test_a_name_that_ships_is_not_taken_by_the_folder(home):
    X, _ = resolve(Registry(load_installed=False).datasets["iris"].load)()
    assert len(X) == 150


def test_a_file_that_is_not_there_is_named(home):
    with pytest.raises(InputError, match="There is no file .*lost.csv.gz"):
        resolve(Registry(load_installed=False).datasets["lost"].load)()


def test_a_target_that_is_not_there_is_named(home):
    with pytest.raises(InputError, match="no column 'owner'"):
        resolve(Registry(load_installed=False).datasets["astray"].load)()


@pytest.mark.parametrize("text", [None, "{", '[{"name": "x"}]', '["x"]'])
def test_a_folder_that_cannot_be_read_is_told_and_offers_nothing(
    text, home, caplog, monkeypatch
):
    index = home / "index.json"
    index.unlink() if text is None else index.write_text(text)
    found = Registry(load_installed=False).datasets
    assert set(found) == {spec.name for spec in datasets.DATASETS}
    assert "LEPTON_DATA_HOME" in caplog.text
    assert str(index) in caplog.text


def test_without_the_variable_there_are_the_bundled_ones_alone(monkeypatch, caplog):
    monkeypatch.delenv(datasets.HOME, raising=False)
    assert datasets.home_datasets() == ()
    assert not caplog.text
