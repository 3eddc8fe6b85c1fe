"""``lepton evaluate``: how good a model is on rows with known targets."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from lepton_automl import load
from lepton_automl.builtin.bundled import iris
from lepton_automl.cli import evaluate
from lepton_automl.cli.evaluate import _shown
from lepton_automl.plugin import Registry

METRIC = """
from lepton_automl.plugin import MetricSpec, hookimpl

@hookimpl
def lepton_register_metrics():
    return [MetricSpec("mine", "sklearn.metrics:accuracy_score", {"binary"})]
"""


@pytest.mark.slow
def test_the_telling_metrics_are_shown_beside_the_baseline(lepton, model, flowers):
    answer = lepton("evaluate", model, flowers, "--csv")
    assert answer.code == 0, answer.err
    found = pd.read_csv(io.StringIO(answer.out)).set_index("metric")
    assert found.index[0] == "neg_log_loss"  # what the search maximised
    assert {"accuracy", "roc_auc", "f1_macro", "recall_macro"} <= set(found.index)
    assert found.index.is_unique


def test_all_metrics_are_those_of_the_task_and_of_plugins(registry):
    every = set(_shown("accuracy", "multiclass", registry, every=True))
    few = _shown("r2", "regression", registry, every=False)
    assert every >= set(registry.tasks["multiclass"].metrics)
    assert few[0] == "r2"
    assert set(few) < set(registry.tasks["regression"].metrics)


def test_a_metric_of_a_plugin_is_shown(install):
    install("metric_plugin", METRIC)
    assert _shown(None, "binary", Registry(), every=False)[-1] == "mine"


def test_the_table_fits_80_columns(lepton, model, flowers):
    words = ["--metric", "accuracy", "--metric", "neg_log_loss"]
    answer = lepton("evaluate", model, flowers, *words)
    assert "On 150 rows of" in answer.out
    assert len([line for line in answer.out.splitlines() if " to " in line]) == 2
    assert max(map(len, answer.out.splitlines()[1:])) <= 80


def test_without_a_choice_of_metrics_a_few_are_shown(lepton, model, monkeypatch):
    monkeypatch.setattr(evaluate, "TELLING", frozenset({"accuracy"}))
    found = pd.read_csv(io.StringIO(lepton("evaluate", model, "iris", "--csv").out))
    assert found["metric"].tolist() == ["neg_log_loss", "accuracy"]


def test_metrics_can_be_chosen_and_a_data_set_named(lepton, model):
    words = ["--metric", "accuracy", "--metric", "neg_log_loss"]
    answer = lepton("evaluate", model, "iris", *words, "--csv")
    found = pd.read_csv(io.StringIO(answer.out)).set_index("metric")
    assert found.index.tolist() == ["accuracy", "neg_log_loss"]
    accuracy = found.loc["accuracy"]
    assert accuracy["value"] == pytest.approx(load(model).score(*iris()))
    assert accuracy["baseline"] < accuracy["low"] < accuracy["high"]


def test_the_target_may_have_another_name_and_rows_weights(lepton, model, flowers):
    table = pd.read_csv(flowers).rename(columns={"species": "truth"}).assign(w=1.0)
    table.to_csv("renamed.csv", index=False)
    words = ["--metric", "accuracy", "--csv"]
    plain = lepton("evaluate", model, flowers, *words)
    other = lepton(
        "evaluate", model, "renamed.csv", "--target", "truth", "--weight-column", "w", *words
    )
    assert other.out == plain.out
    assert "truth" not in other.err
    assert "species" in lepton("evaluate", model, "renamed.csv", *words).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--metric", "acuracy"], "Did you mean 'accuracy'?"),
        (["--metric", "r2"], "r2"),
        (["--target", "kind"], "--target = 'kind' is not a column"),
        (["--weight-column", "kind"], "--weight-column = 'kind' is not a column"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(lepton, model, flowers, words, said):
    answer = lepton("evaluate", model, flowers, *words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""
