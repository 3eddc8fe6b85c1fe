"""The command line called in this process, and a model to call it with."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from export.keys import key_pair
from recipe.quick import QUICK

from lepton_automl.builtin.bundled import iris
from lepton_automl.cli import main
from lepton_automl.recipe import DataSection, ExportSection, Recipe, run


@dataclass(frozen=True)
class Answer:
    """What a command line said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Return both streams."""
        return self.out + self.err


@pytest.fixture
def lepton(capsys, monkeypatch, tmp_path):
    """Call the command line in an empty folder, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("LEPTON_DATA_HOME", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def call(*words: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        streams = capsys.readouterr()
        return Answer(ended.value.code, streams.out, streams.err)

    yield call
    sys.modules.pop("loose_plugin", None)  # as if it had been a process of its own


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """The artifact of a model of flowers."""
    place = tmp_path_factory.mktemp("artifacts") / "flowers"
    automl = {**QUICK, "estimators": ["gaussian_nb"]}
    run(Recipe("flowers", DataSection(dataset="iris"), automl, ExportSection(place)))
    return place


@pytest.fixture
def flowers(tmp_path):
    """A file of flowers with identifiers, in another order of columns."""
    X, y = iris()
    table = X.assign(species=y, id=[f"f{i}" for i in range(len(X))])
    path = tmp_path / "flowers.csv"
    table[table.columns[::-1]].to_csv(path, index=False)
    return path


@pytest.fixture
def keys(tmp_path):
    """The files of a new private and public key."""
    return key_pair(tmp_path)
