"""``lepton leaderboard``: the trials of a run or of an artifact."""

from __future__ import annotations

import io

import pandas as pd
import pytest

QUICK = ["--n-trials", "2", "--cv", "2", "--n-jobs", "1", "-q"]


def test_an_artifact_shows_its_trials(lepton, model):
    answer = lepton("leaderboard", model)
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Leaderboard (neg_log_loss, greater is better)\n")
    assert "gaussian_nb" in answer.out
    assert "baseline" in answer.out
    assert "1.0000" not in answer.out.split("gaussian_nb")[0]  # a rank is a whole number


def test_a_run_shows_what_its_artifact_does(lepton):
    words = ["--estimators", "gaussian_nb", "--run-dir", "r", "-o", "m"]
    assert lepton("fit", "iris", *QUICK, *words).code == 0
    found = [
        pd.read_csv(io.StringIO(lepton("leaderboard", place, "--csv").out))
        for place in ("r", "m")
    ]
    columns = ["rank", "estimator", "score", "folds", "origin"]
    pd.testing.assert_frame_equal(found[0][columns], found[1][columns])
    assert lepton("leaderboard", "r").code == 0


@pytest.mark.parametrize("place", ["no", "."])
def test_another_folder_is_refused(lepton, place):
    answer = lepton("leaderboard", place)
    assert answer.code == 2
    assert f"{place!r} is neither the folder of a run nor of an artifact" in answer.err


def test_a_damaged_manifest_is_told(lepton, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    answer = lepton("leaderboard", tmp_path)
    assert answer.code == 5
    assert "manifest.json is damaged" in answer.err
