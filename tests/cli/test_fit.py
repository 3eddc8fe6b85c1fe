"""``lepton fit``: from a table to a saved model in one line."""

from __future__ import annotations

import json

import pytest

QUICK = ["--n-trials", "2", "--cv", "2", "--n-jobs", "1", "-q", "--random-state", "0"]


def test_a_file_becomes_a_model_under_its_name(lepton, flowers, tmp_path):
    words = ["--target", "species", "--drop", "id", "--estimators", "gaussian_nb"]
    answer = lepton("fit", flowers, *words, *QUICK)
    assert answer.code == 0, answer.err
    assert answer.err == ""
    assert "multiclass, 150 rows, 4 columns" in answer.out
    assert "held-out" not in answer.out
    manifest = json.loads((tmp_path / "flowers-model" / "manifest.json").read_text())
    assert manifest["target"] == "species"
    assert manifest["settings"]["estimators"] == ["gaussian_nb"]


def test_a_fraction_can_be_held_out_and_the_place_be_chosen(lepton, tmp_path):
    words = ["--holdout", "0.2", "--estimators", "ridge", "-o", "models/sugar"]
    answer = lepton("fit", "diabetes", *words, *QUICK)
    assert answer.code == 0, answer.err
    assert "On 88 held-out rows" in answer.out
    assert "neg_root_mean_squared_error" in answer.out
    assert (tmp_path / "models" / "sugar" / "card.md").is_file()


def test_progress_goes_to_stderr_and_results_to_stdout(lepton):
    words = [word for word in QUICK if word != "-q"]
    answer = lepton("fit", "iris", "--estimators", "gaussian_nb", *words)
    assert answer.code == 0
    assert "gaussian_nb" in answer.err
    assert "Leaderboard" in answer.out
    assert "Leaderboard" not in answer.err


def test_a_run_folder_is_named_and_goes_on(lepton, tmp_path):
    words = ["fit", "iris", "--estimators", "gaussian_nb", *QUICK, "--run-dir", "runs/a"]
    first, second = lepton(*words), lepton(*words)
    assert first.code == second.code == 0, second.err
    assert "Run      runs/a (all trials: lepton leaderboard runs/a)" in second.out
    records = list((tmp_path / "runs" / "a" / "folds").rglob("*.json"))
    assert records


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["no.csv", "--target", "y"], 2, "There is no file 'no.csv'."),
        (["iriss"], 2, "No data set is named 'iriss'. Did you mean 'iris'?"),
        (["flowers.csv"], 2, "flowers.csv is a file, so --target COLUMN is needed."),
        (["flowers.csv", "--target", "kind"], 2, "target = 'kind' is not a column"),
        (["iris", "--holdout", "1"], 2, "--holdout"),
        (["iris", "--format", "nonesuch"], 3, "nonesuch"),
        (["iris", "--estimators", "nonesuch"], None, "nonesuch"),
        (["iris", "--kind", "petal=number"], 2, "petal"),
        (["iris", "--task", "nonesuch"], None, "nonesuch"),
        (["iris", "--out", "flowers.csv"], 2, "something else is there"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(lepton, flowers, tmp_path, words, code, said):
    answer = lepton("fit", *words, *QUICK)
    assert answer.code == code or (code is None and answer.code in (2, 3))
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert "unexpected" not in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["flowers.csv"]
