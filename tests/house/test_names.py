"""Public names: said in ``__all__``, and nothing else is public. (Their order is ruff's.)"""

from __future__ import annotations

import importlib

import pytest
from house.sources import SOURCES

import lepton_automl
from lepton_automl.plugin import hookspecs

HOOKS = [name for name in vars(hookspecs) if name.startswith("lepton_")]
# The words at the top and the file of each room; what is in a room is the room's own business.
OFFICIAL = [s for s in SOURCES if "/" not in s.name or s.path.name == "__init__.py"]
OFFICIAL = [s for s in OFFICIAL if s.name not in ("__init__.py", "__main__.py")]


def test_the_package_offers_five_names():
    assert lepton_automl.__all__ == [
        "LeptonAutoML",
        "LeptonClassifier",
        "LeptonRegressor",
        "RemoteModel",
        "load",
    ]
    for name in lepton_automl.__all__:
        assert callable(getattr(lepton_automl, name))


@pytest.mark.parametrize("name", ["datasets", "layers", "models", "wrap"])
def test_what_a_plugin_lends_says_what_to_install_where_it_is_missing(name, monkeypatch):
    monkeypatch.setitem(lepton_automl._BORROWED, name, "lepton_keras.face.nowhere")
    monkeypatch.setattr(lepton_automl, "import_module", missing)
    with pytest.raises(AttributeError, match=rf"\.{name} comes with the plugin lepton-keras"):
        getattr(lepton_automl, name)


def missing(name):
    """Stand in for an import where the plugin is not installed."""
    raise ModuleNotFoundError(f"No module named {name!r}", name="lepton_keras")


def test_every_public_name_exists(source):
    if source.name in ("__init__.py", "__main__.py"):
        pytest.skip("the package's own names are loaded on first use; `python -m` has none")
    module = importlib.import_module(source.module)
    named = getattr(module, "__all__", ())
    assert len(set(named)) == len(named)
    assert [name for name in named if not hasattr(module, name)] == []


@pytest.mark.parametrize("source", OFFICIAL, ids=[s.name for s in OFFICIAL])
def test_the_words_and_the_package_files_name_all_that_is_public(source):
    module = importlib.import_module(source.module)
    public = {name for name in source.definitions() if not name.startswith("_")}
    assert public <= {*getattr(module, "__all__", ()), *HOOKS}
