"""What run and fit print fits one screen and says where things are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lepton_automl import report
from lepton_automl.candidate import Candidate
from lepton_automl.cli.outcome import print_evaluation, print_leaderboard, print_outcome
from lepton_automl.recipe import DataSection, Outcome, Recipe
from lepton_automl.task import Input, Schema, Task
from lepton_automl.trial import Fold, History

TASK = Task("binary", Schema("array", (Input(None, "number", 3),)), n_rows=30)
EVALUATION = pd.DataFrame(
    {
        "metric": ["roc_auc", "r2"],
        "value": [0.9, np.nan],
        "low": [0.8, np.nan],
        "high": [0.95, np.nan],
        "baseline": [0.5, np.nan],
        "note": ["", "ValueError: no"],
    }
)


@pytest.fixture
def history():
    """Twelve trials and five failures, one for each of five reasons."""
    history = History("roc_auc", n_splits=1)
    for number in range(17):
        candidate = Candidate.of("ridge", {"alpha": number})
        history.start(candidate, "opening")
        failed = f"ValueError: {'very ' * 30}bad" if number >= 12 else None
        score = None if failed else 0.5 + number / 100
        history.add(candidate, Fold(0, score, seconds=0.25, error=failed))
    return history


@pytest.fixture
def outcome(history):
    weights = {Candidate.of("ridge", {"alpha": 11}): 0.75}
    automl = SimpleNamespace(
        task_=TASK,
        metric_=SimpleNamespace(name="roc_auc"),
        history_=history,
        weights_=weights,
        leaderboard=lambda: report.leaderboard(history, weights),
    )
    recipe = Recipe("a", DataSection(dataset="iris"), {"run_dir": "my runs"})
    return Outcome(recipe, automl, 30, 10, EVALUATION, Path("out dir/model"), 5.4)


def test_an_outcome_fits_a_screen_of_80_by_40(outcome, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    print_outcome(outcome)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


def test_an_outcome_says_what_was_learned_and_where_things_are(outcome, capsys):
    print_outcome(outcome)
    said = capsys.readouterr().out
    assert said.startswith("iris: binary, 30 rows, 3 columns, 5 s\n\nLeaderboard")
    assert "On 10 held-out rows" in said
    assert "Predict  lepton predict 'out dir/model' DATA.csv" in said
    assert "lepton leaderboard 'my runs'" in said
    assert "and 2 more trials, 2 more failures" in said


def test_what_was_not_done_is_not_told(outcome, capsys):
    recipe = replace(outcome.recipe, automl={})
    print_outcome(replace(outcome, evaluation=None, artifact=None, recipe=recipe))
    said = capsys.readouterr().out
    assert "held-out" not in said
    assert "Saved" not in said
    assert "Run" not in said


def test_an_interrupted_search_is_told_apart_from_the_results(outcome, history, capsys):
    history.interrupted = True
    print_outcome(outcome)
    streams = capsys.readouterr()
    assert streams.err == "Interrupted: this is the best that was found so far.\n"
    assert "Interrupted" not in streams.out


def test_what_one_would_not_expect_is_told_apart_from_the_results(outcome, capsys):
    left_out = tuple((f"c{i}", "holds no value") for i in range(7))
    schema = replace(TASK.schema, left_out=left_out)
    outcome.automl.task_ = replace(TASK, schema=schema)
    outcome.automl.history_ = History("roc_auc", n_splits=1)
    trivial = outcome.automl.history_.start(Candidate.of("baseline"), "baseline")
    outcome.automl.weights_ = {trivial.candidate: 1.0}

    print_outcome(replace(outcome, n_unlabelled=3))

    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "Rows without a target, left out: 3."
    assert second.startswith("Columns left out: 'c0' holds no value; 'c1' holds")
    assert "and 2 more. --kind COLUMN=KIND brings one back." in second
    assert third.startswith("The model is the trivial baseline: nothing else was fitted")


def test_the_leaderboard_is_whole_unless_it_is_cut(history, capsys):
    print_leaderboard(report.leaderboard(history), "roc_auc")
    said = capsys.readouterr().out
    assert said.count("failed: ValueError") == 5
    assert "more" not in said
    assert len([line for line in said.splitlines() if "0.2" in line]) == 12


def test_the_best_comes_first_and_a_weight_of_nothing_is_not_shown(outcome, capsys):
    print_leaderboard(outcome.automl.leaderboard(), "roc_auc", most=2)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[3:5]]
    assert rows[0] == ["1", "ridge", "0.6100", "1/1", "0.75", "0.2"]
    assert rows[1] == ["2", "ridge", "0.6000", "1/1", "0.2"]


def test_a_score_that_is_undefined_has_its_reason(capsys):
    print_evaluation(EVALUATION, "5 rows")
    said = capsys.readouterr().out
    assert "0.8000 to 0.9500" in said
    assert "r2: ValueError: no" in said
    assert "nan" not in said
