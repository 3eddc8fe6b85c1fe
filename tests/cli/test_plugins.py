"""``lepton plugins``: what is installed, what it offers, what is wrong with it."""

from __future__ import annotations

OFFER = """
from lepton_automl.plugin import EstimatorSpec, ExporterSpec, hookimpl

@hookimpl
def lepton_register_estimators():
    return [
        EstimatorSpec(name, "far_away:Far", {"binary"}, requires=("far_away",))
        for name in ("far", "farther")
    ]

@hookimpl
def lepton_register_exporters():
    needs = ("far_away", "math", "not_there")
    return [ExporterSpec("letter", "far_away:save", "far_away:load", requires=needs)]
"""


def test_what_ships_is_listed_with_its_offers(lepton):
    answer = lepton("plugins")
    assert answer.code == 0
    assert "lepton_automl.builtin  (lepton_automl)" in answer.out
    for name in ("binary", "category", "ridge", "roc_auc", "joblib", "mixed_demo"):
        assert name in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_an_installed_plugin_says_where_it_is_from_and_what_it_lacks(lepton, install):
    install("far_plugin", OFFER)
    answer = lepton("plugins")
    assert "far_plugin  (far-plugin 1.0)" in answer.out
    assert "  far, farther cannot be used yet: pip install far_away\n" in answer.out
    assert "  letter cannot be used yet: pip install far_away not_there\n" in answer.out


def test_a_broken_plugin_is_listed_once_with_its_reason(lepton, install):
    install("broken_plugin", "raise RuntimeError('[bold] no')")
    answer = lepton("plugins")
    assert answer.code == 0
    assert "not used: RuntimeError: [bold] no" in answer.out
    assert answer.err == ""
    assert "ridge" in answer.out


def test_a_disabled_plugin_is_listed_as_such(lepton, install, monkeypatch):
    install("far_plugin", OFFER)
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", "far_plugin")
    assert "not used: disabled by LEPTON_DISABLE_PLUGINS" in lepton("plugins").out
