"""A recipe is fitted, evaluated on held-out rows, and saved."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from recipe.quick import QUICK
from sklearn.utils.validation import check_is_fitted

from lepton_automl import load
from lepton_automl.automl.telling import Telling
from lepton_automl.builtin.bundled import iris
from lepton_automl.errors import InputError, PluginError, RecipeError
from lepton_automl.recipe import (
    DataSection,
    ExportSection,
    Recipe,
    ReportSection,
    read,
    run,
)

ROOT = Path(__file__).parents[2]


def test_rows_are_held_out_and_the_rest_is_learned(outcome):
    assert (outcome.n_train, outcome.n_held_out) == (112, 38)
    assert outcome.automl.task_.n_rows == 112
    check_is_fitted(outcome.automl.model_)


def test_the_evaluation_begins_with_what_was_asked_for(outcome):
    found = outcome.evaluation
    assert found["metric"].tolist()[:2] == ["f1_macro", "neg_log_loss"]
    assert found["metric"].is_unique
    first = found.iloc[0]
    assert first["baseline"] < first["low"] <= first["value"] <= first["high"]


def test_the_artifact_is_saved_and_predicts_as_the_model_does(outcome):
    X, _ = iris()
    again = load(outcome.artifact)
    np.testing.assert_array_equal(again.predict(X), outcome.automl.predict(X))


def test_the_arguments_reach_the_constructor(outcome):
    params = outcome.automl.get_params()
    assert {name: params[name] for name in outcome.recipe.automl} == outcome.recipe.automl


def test_files_groups_and_weights_reach_fit(tmp_path):
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=60), "group": np.repeat(range(12), 5), "w": 1.0})
    table["y"] = 2 * table["a"] + rng.normal(scale=0.1, size=60)
    table[:40].to_csv(tmp_path / "train.csv", index=False)
    table[40:].to_csv(tmp_path / "test.csv", index=False)
    section = DataSection(
        train=tmp_path / "train.csv",
        test=tmp_path / "test.csv",
        target="y",
        group_column="group",
        weight_column="w",
    )
    found = run(Recipe("line", section, {**QUICK, "estimators": ["ridge"]}))
    task = found.automl.task_
    assert (found.n_train, found.n_held_out) == (40, 20)
    assert (task.type, task.grouped, task.weighted, task.schema.columns) == (
        "regression",
        True,
        True,
        ("a",),
    )
    assert found.evaluation.set_index("metric").loc["r2", "value"] > 0.9
    assert found.artifact is None


def test_without_held_out_rows_there_is_no_evaluation():
    section = DataSection(dataset="iris", holdout=0)
    found = run(Recipe("all", section, {**QUICK, "estimators": ["gaussian_nb"]}))
    assert found.evaluation is None
    assert (found.n_train, found.n_held_out) == (150, 0)


def test_a_place_that_is_taken_is_refused_before_anything_is_fitted(tmp_path):
    (tmp_path / "diary.txt").write_text("dear diary")
    recipe = Recipe("a", DataSection(dataset="no such set"), export=ExportSection(tmp_path))
    with pytest.raises(InputError, match="something else is there"):
        run(recipe)


@pytest.mark.parametrize("format", ["jblib", ("skops", "jblib")])
def test_an_unknown_format_is_refused_before_anything_is_fitted(format):
    recipe = Recipe("a", DataSection(dataset="no such set"), export=ExportSection(None, format))
    with pytest.raises(PluginError, match="Did you mean 'joblib'?"):
        run(recipe)


def test_a_plugin_file_is_refused_before_anything_is_loaded():
    with pytest.raises(RecipeError, match="recipes are data and never code"):
        run(read(ROOT / "recipes/loose_plugin.toml"))
    assert "loose_plugin" not in sys.modules


def test_a_plugin_file_that_is_allowed_offers_estimators_and_metrics(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", list(sys.path))
    recipe = read(ROOT / "recipes/loose_plugin.toml").with_automl(**QUICK)
    try:
        found = run(recipe.with_export(tmp_path / "wine"), allow_plugins=True)
    finally:
        sys.modules.pop("loose_plugin", None)
    assert found.evaluation["metric"][0] == "worst_class_recall"
    assert "discriminant" in set(found.automl.leaderboard()["estimator"])
    assert load(found.artifact).manifest_.metric == "worst_class_recall"


@pytest.fixture
def people(tmp_path):
    """A file of rows with a column by which groups are compared."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=120), "sex": ["f", "m"] * 60})
    table["y"] = np.where(table["a"] + rng.normal(size=120) > 0, "yes", "no")
    table["id"] = [f"p{i}" for i in range(120)]
    table.to_csv(tmp_path / "people.csv", index=False)
    return DataSection(train=tmp_path / "people.csv", target="y")


def test_a_report_is_written_about_the_rows_held_out(people, tmp_path, monkeypatch):
    asked = {}

    def report(self, path, X, y, **settings):
        asked.update(settings, path=path, columns=list(X), n=len(y))
        return path / "report.html"

    monkeypatch.setattr(Telling, "report", report)
    section = ReportSection(tmp_path / "told", "sex")
    automl = {**QUICK, "estimators": ["gaussian_nb"]}
    found = run(Recipe("people", people, automl, report=section))
    assert found.page == tmp_path / "told" / "report.html"
    assert asked == {
        "path": tmp_path / "told",
        "columns": ["a", "sex", "id"],
        "n": found.n_held_out,
        "sensitive": "sex",
        "sample_weight": None,
    }


@pytest.mark.parametrize(
    ("sensitive", "said"),
    [
        ("sexx", "sensitive = 'sexx' is not a column of the data. Did you mean 'sex'"),
        ("id", "'id' has 90 groups"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_the_fit(
    people, tmp_path, monkeypatch, sensitive, said
):
    monkeypatch.setattr("lepton_automl.recipe.runner._fit", None)
    section = ReportSection(tmp_path / "told", sensitive)
    with pytest.raises(InputError, match=said):
        run(Recipe("people", people, QUICK, report=section))
