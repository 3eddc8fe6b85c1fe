"""Public names: said in ``__all__``, and nothing else is public. (Their order is ruff's.)"""

from __future__ import annotations

import importlib

import pytest

import lepton_automl


def test_the_package_offers_four_names():
    assert lepton_automl.__all__ == [
        "LeptonAutoML",
        "LeptonClassifier",
        "LeptonRegressor",
        "load",
    ]
    for name in lepton_automl.__all__:
        assert callable(getattr(lepton_automl, name))


def test_every_public_name_exists_and_all_that_is_public_is_named(source):
    if source.name in ("__init__.py", "__main__.py"):
        pytest.skip("the package's own names are loaded on first use; `python -m` has none")
    module = importlib.import_module(source.module)
    named = getattr(module, "__all__", None)
    if named is None:
        assert (
            source.path.name != "__init__.py" or not source.definitions() or is_plugin(module)
        )
        return
    assert len(set(named)) == len(named)
    assert [n for n in named if not hasattr(module, n)] == []
    assert {d for d in source.definitions() if not d.startswith("_")} <= set(named)


def is_plugin(module) -> bool:
    """Tell whether a module has hooks: it is read by the registry, not imported from."""
    return any(name.startswith("lepton_register_") for name in vars(module))
