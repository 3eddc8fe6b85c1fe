"""From a plugin to its checks."""

import sys

import pytest

from lepton_automl.errors import PluginError
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.testing import SpecCheck, parametrize_with_spec_checks, spec_checks
from lepton_automl.testing.parametrize import check_light_import

SPEC = EstimatorSpec("mean", "sklearn.dummy:DummyRegressor", {"regression"})


@parametrize_with_spec_checks([SPEC])
def test_the_decorator_runs_a_test_with_each_check(check):
    assert isinstance(check, SpecCheck)
    check()


def test_checks_are_named_after_the_offer_and_what_is_checked():
    names = [str(check) for check in spec_checks([SPEC])]
    assert names[0] == "mean-name"
    assert len(set(names)) == len(names)


def test_a_module_is_checked_whole():
    from toy_plugins import faulty

    names = {check.name.split("-")[0] for check in spec_checks(faulty)}
    assert names == {"plugin", *(spec.name for spec in faulty.ALL)}


def test_a_registry_is_checked_whole(registry):
    names = {check.name.split("-")[0] for check in spec_checks(registry)}
    assert names >= {*registry.estimators, *registry.metrics, *registry.kinds, *registry.tasks}


def test_a_plugin_that_offers_nothing_is_refused():
    with pytest.raises(PluginError, match="offers nothing"):
        spec_checks([])


@pytest.mark.parametrize(("source", "heavy"), [("import math", ""), ("import numpy", "numpy")])
def test_a_heavy_import_is_named(tmp_path, monkeypatch, source, heavy):
    (tmp_path / "a_plugin.py").write_text(source)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    if not heavy:
        check_light_import("a_plugin")
        return
    with pytest.raises(AssertionError, match="imports numpy"):
        check_light_import("a_plugin")
