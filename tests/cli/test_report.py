"""``lepton report``: a page about a model that was saved."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from lepton_automl.cli.report import _score
from lepton_automl.plugin import Registry


@pytest.mark.slow  # a whole page
def test_rows_with_known_targets_judge_the_model(lepton, model, flowers):
    pd.read_csv(flowers).assign(w=1.0, grown=["in", "out"] * 75).to_csv("rows.csv", index=False)
    words = [
        "--sensitive",
        "grown",
        "--weight-column",
        "w",
        "-o",
        "page.html",
        "--time-budget",
        "1",
    ]
    answer = lepton("report", model, "rows.csv", *words, "--time-budget", 1)
    assert answer.code == 0, answer.err
    assert Path("page.html").resolve().as_uri() in answer.out.replace("\n", "")
    report = json.loads(Path("page.json").read_text())
    assert report["headline"]["n_rows"] == 150
    assert report["asked"]["target"] == "species"
    groups = {group["group"]: group["n"] for group in report["fairness"]["groups"]}
    assert groups == {"in": 75, "out": 75}
    assert pd.read_csv("page.csv")["weight"].eq(1.0).all()


def test_a_column_with_a_group_for_each_row_is_refused(lepton, model, flowers):
    answer = lepton("report", model, flowers, "--sensitive", "id")
    assert answer.code == 2
    assert "'id' has 150 groups, which are too many to compare" in answer.err


def test_without_rows_the_page_tells_of_the_search(lepton, model, tmp_path):
    answer = lepton("report", model, "--out", "told")
    assert answer.code == 0, answer.err
    names = {p.name for p in (tmp_path / "told").iterdir()}
    assert names == {"report.html", "report.json", "card.md"}
    assert "There are no rows to judge" in (tmp_path / "told" / "card.md").read_text()


@pytest.mark.parametrize("option", ["--target", "--sensitive", "--weight-column"])
def test_columns_without_rows_are_refused(lepton, model, option):
    answer = lepton("report", model, option, "a")
    assert answer.code == 2
    assert "need DATA" in answer.err


def test_a_column_that_is_not_there_is_refused(lepton, model, flowers):
    answer = lepton("report", model, flowers, "--sensitive", "idd")
    assert answer.code == 2
    assert "Did you mean 'id'" in answer.err


def test_a_metric_that_is_not_known_here_gives_way_to_the_tasks_own(capsys):
    score = _score("a_metric_of_a_plugin", "binary", Registry(load_installed=False))
    assert score.name == Registry(load_installed=False).get("tasks", "binary").metrics[0]
    assert "a_metric_of_a_plugin" in capsys.readouterr().err
