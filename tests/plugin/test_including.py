"""Plugins that are known for as long as a block lasts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lepton_automl.errors import PluginError
from lepton_automl.plugin import DatasetSpec, Registry, hookimpl, including


@pytest.fixture
def plugin():
    """A module with one offer."""

    @hookimpl
    def lepton_register_datasets():
        return [DatasetSpec("nothing", load=list)]

    return SimpleNamespace(__name__="mine", lepton_register_datasets=lepton_register_datasets)


def test_every_registry_made_within_the_block_knows_the_plugin(plugin):
    with including(plugin):
        first, second = Registry(load_installed=False), Registry()
    assert first.owner("datasets", "nothing") == "mine"
    assert second.owner("datasets", "nothing") == "mine"


def test_nothing_is_left_when_the_block_ends_even_badly(plugin):
    with pytest.raises(RuntimeError), including(plugin):
        raise RuntimeError
    assert "nothing" not in Registry(load_installed=False).datasets


def test_blocks_within_blocks_add_up(plugin):
    other = SimpleNamespace(__name__="other")
    with including(plugin), including(other):
        names = [info.name for info in Registry(load_installed=False).plugins]
    assert names[1:] == ["mine", "other"]


def test_a_plugin_that_cannot_be_used_is_an_error_since_somebody_asked_for_it():
    @hookimpl
    def lepton_register_datasts():
        return []

    bad = SimpleNamespace(__name__="bad", lepton_register_datasts=lepton_register_datasts)
    with including(bad), pytest.raises(PluginError, match="lepton_register_datasets"):
        Registry(load_installed=False)
