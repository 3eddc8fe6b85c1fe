from __future__ import annotations

import importlib
import json

import pytest


@pytest.fixture
def tabular():
    return importlib.import_module("tabular")


@pytest.fixture
def prepared(tabular, tmp_path, monkeypatch):
    """Environments that are said to be there, and a run that costs nothing."""
    home = tmp_path / "home"
    for name in tabular.catalogue.ENVIRONMENTS:
        (home / name).mkdir(parents=True)
        (home / name / "benchmark.json").write_text(json.dumps({"version": "1"}))
    did = []

    def measure(system, table, seed, budget, home, load):
        did.append((system, table, seed, budget))
        return tabular.results.Result(
            system, "1", table, seed, budget, task="binary", loss=0.1, fit_seconds=1.0
        )

    monkeypatch.setattr(tabular.run, "quiet", lambda warn: 0.0)
    monkeypatch.setattr(tabular.run, "measure", measure)
    monkeypatch.setattr(tabular.split, "names", lambda asked: asked or ["x", "y"])

    def go(*words):
        did.clear()
        places = ["--home", str(home), "--out", str(tmp_path / "out")]
        given = tabular.parser().parse_args([*words, *places])
        given.function(given)
        return list(did)

    return go


def test_what_is_there_is_not_run_again_unless_asked(prepared):
    words = ("run", "--systems", "lepton,flaml", "--budget", "30")
    assert len(prepared(*words)) == 4
    assert prepared(*words) == []
    assert len(prepared(*words, "--tables", "x", "--seeds", "0,1")) == 2
    assert len(prepared(*words, "--again")) == 4


def test_the_page_is_written_at_the_end(prepared, tmp_path):
    prepared("run", "--systems", "lepton,lightgbm")
    assert "## 60 seconds" in (tmp_path / "out" / "tabular.md").read_text()


def test_a_dry_run_says_how_long_it_would_take_and_runs_nothing(prepared, capsys):
    assert prepared("run", "--systems", "lepton,flaml", "--dry", "--budget", "300") == []
    assert "4 runs, about 0.4 hours" in capsys.readouterr().out


def test_without_results_there_is_no_page(prepared):
    with pytest.raises(SystemExit, match="no results"):
        prepared("report")


def test_systems_are_named_by_themselves_or_by_their_environment(tabular):
    assert tabular.catalogue.chosen(["autogluon"]) == [
        "autogluon_medium",
        "autogluon_best",
        "autogluon_best_v150",
        "autogluon_best_plain",
    ]
    assert tabular.catalogue.chosen([]) == list(tabular.catalogue.SYSTEMS)
    assert tabular.catalogue.chosen(["lepton", "lightgbm"]) == ["lepton", "lightgbm"]
    with pytest.raises(SystemExit, match="no system is named 'tpot'"):
        tabular.catalogue.chosen(["tpot"])


def test_environments_are_made_once_for_all_systems_in_them(tabular):
    assert tabular.environments_of(["lightgbm", "catboost", "lepton_fast"]) == [
        "lepton",
        "boosters",
    ]


def test_every_system_has_an_adapter_and_an_environment(tabular):
    for what in tabular.catalogue.SYSTEMS.values():
        assert (tabular.HERE / "systems" / f"{what.adapter}.py").is_file()
        assert what.environment in tabular.catalogue.ENVIRONMENTS
        assert what.label


def test_torch_comes_first_and_alone(tabular):
    for environment in tabular.catalogue.ENVIRONMENTS.values():
        steps = environment.steps
        if any("torch" in word for step in steps for word in step):
            assert steps[0] == ("torch==2.13.0",)


def test_environments_lie_where_one_says(tabular, tmp_path, monkeypatch):
    environments = tabular.environments
    monkeypatch.setenv("LEPTON_BENCHMARKS_HOME", str(tmp_path))
    assert environments.home() == tmp_path
    assert environments.home(tmp_path / "given") == tmp_path / "given"
    assert environments.describe("lepton", tmp_path) is None


def test_a_plugin_that_is_not_there_is_refused(tabular):
    assert tabular.environments.plugins_to_install(["lepton-example"]) == ["lepton-example"]
    with pytest.raises(SystemExit, match="there is no plugins/lepton-none"):
        tabular.environments.plugins_to_install(["lepton-none"])


def test_a_checkout_is_known_by_its_sources_and_the_plugins_installed(tabular):
    stamp = tabular.environments.stamp
    assert stamp([]) == stamp([])
    assert stamp([]) != stamp(["lepton-example"])
