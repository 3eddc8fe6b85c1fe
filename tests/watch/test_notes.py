"""The leaderboard, reasons and files beside the plots."""

import csv
import io
import json

import numpy as np
import pytest
from optuna.artifacts.exceptions import ArtifactNotFound
from watch.conftest import FAILED, PARTIAL, WHOLE

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Fold
from lepton_automl.watch.notes import Files, standing, study_attributes, trial_attributes
from lepton_automl.watch.view import look, views


@pytest.fixture
def run(path):
    return look(path)


def files_of(attributes):
    told = [json.loads(v) for k, v in attributes.items() if k.startswith("artifacts:")]
    return {file["filename"]: file["artifact_id"] for file in told}


def test_how_a_run_stands(run, writer):
    expected = {"run": "going on", "candidates": 4, "failed": 1, "baseline": 0.0}
    assert standing(run) == expected
    writer.folder.close()
    assert standing(look(run.path))["run"].startswith("ended")


def test_the_leaderboard_is_a_note(run):
    attributes = study_attributes(views(run)[0], run)
    lines = attributes["dashboard:note_str:0"].splitlines()
    assert lines[0] == "By r2, greater is better:"
    ranked = [line.split(" | ")[1:4] for line in lines[4:]]
    assert ["ridge", "0.6", "2/2"] in ranked
    assert attributes["study:metric_names"] == ["r2"]


def test_a_failure_has_its_reason_as_a_note_that_breaks_no_table(run):
    view = views(run)[0]
    attributes = study_attributes(view, run)
    (number,) = [s.frozen._trial_id for s in view.trials if s.trial.candidate == FAILED]
    note = attributes[f"dashboard:{number}:note_str:0"]
    assert note == r"**Failed**: ValueError: no \| luck"


def test_what_ended_early_has_its_reason_as_a_note_and_in_the_leaderboard(run):
    view = views(run)[0]
    attributes = study_attributes(view, run)
    (number,) = [s.frozen._trial_id for s in view.trials if s.trial.candidate == PARTIAL]
    reason = r"at step 3 it was at 0.9, worse than \* of 4"
    assert attributes[f"dashboard:{number}:note_str:0"] == f"**Ended early**: {reason}"
    assert f"| {reason} |" in attributes["dashboard:note_str:0"]


def test_a_long_leaderboard_is_cut_and_says_so(writer, path):
    for alpha in range(1, 30):
        writer.add(Candidate.of("ridge", {"alpha": alpha + 0.5}), Fold(0, alpha / 100))
    run = look(path)
    note = study_attributes(views(run)[0], run)["dashboard:note_str:0"]
    assert note.endswith("The best 20 of 33; leaderboard.csv has all.")


def test_files_are_read(run):
    view = views(run)[0]
    files = Files(lambda: run, lambda: view.trials)
    board = files_of(study_attributes(view, run))["leaderboard.csv"]
    rows = list(csv.DictReader(io.TextIOWrapper(files.open_reader(board))))
    assert len(rows) == 4
    (whole,) = [s for s in view.trials if s.trial.candidate == WHOLE]
    found = files_of(trial_attributes(whole))
    assert list(found) == ["fold-1-predictions.npy", "fold-2-predictions.npy"]
    predictions = np.load(files.open_reader(found["fold-2-predictions.npy"]))
    assert predictions.tolist() == [0.0, 1.0, 2.0]


def test_a_trial_that_failed_has_no_files(run):
    shown = {s.trial.candidate: s for s in views(run)[0].trials}
    assert trial_attributes(shown[FAILED]) == {}
    assert len(trial_attributes(shown[PARTIAL])) == 1


def test_nothing_else_can_be_read_and_nothing_written(run):
    files = Files(lambda: run, lambda: views(run)[0].trials)
    with pytest.raises(ArtifactNotFound):
        files.open_reader("../run.json")
    for refused in (lambda: files.write("a", io.BytesIO()), lambda: files.remove("a")):
        with pytest.raises(PermissionError, match="watched, not changed"):
            refused()
