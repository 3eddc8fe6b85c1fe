"""Watching asks for its package only where it is used."""

import sys

import pytest
from house.sources import run

from lepton_automl import watch
from lepton_automl.errors import InputError


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna_dashboard", None)
    for needed in (watch.require_packages, lambda: watch.watching):
        with pytest.raises(InputError, match=r"pip install 'lepton-automl\[watch\]'"):
            needed()


def test_importing_the_room_imports_no_dashboard():
    code = "import lepton_automl.watch, sys; assert 'optuna_dashboard' not in sys.modules"
    assert run("-c", code).returncode == 0


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'lepton_automl.watch' has no attribute 'wach'"):
        watch.wach  # noqa: B018
