"""What a fitted LeptonAutoML can do, apart from predicting."""

import pickle

import joblib
import pandas as pd
import pytest

from lepton_automl import LeptonAutoML, load
from lepton_automl.errors import InputError

QUICK = {
    "time_budget": None,
    "n_trials": 2,
    "executor": "inline",
    "random_state": 0,
    "verbose": 0,
}


@pytest.fixture(scope="module")
def fitted(binary):
    return LeptonAutoML(**QUICK, estimators=["logistic_regression", "gaussian_nb"]).fit(*binary)


def test_it_pickles_whole(fitted, binary):
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.predict(binary[0]) == fitted.predict(binary[0])).all()
    pd.testing.assert_frame_equal(again.leaderboard(), fitted.leaderboard())


def test_a_score_of_unknown_labels_names_them(fitted, binary):
    X, y = binary
    fitted_by = LeptonAutoML(**QUICK, estimators=["gaussian_nb"], scoring="accuracy").fit(X, y)
    with pytest.raises(InputError, match="'maybe'"):
        fitted_by.score(X, y.replace("no", "maybe"))


def test_a_saved_model_file_is_the_scikit_learn_object(fitted, binary, tmp_path):
    fitted.save(tmp_path / "m")
    model = joblib.load(tmp_path / "m" / "model.joblib")
    assert (model.predict(binary[0]) == fitted.predict(binary[0])).all()


def test_an_unknown_format_is_refused_with_the_near_miss(fitted, tmp_path):
    with pytest.raises(Exception, match="Did you mean 'joblib'"):
        fitted.save(tmp_path / "m", format="jobib")
    assert not (tmp_path / "m").exists()


def test_the_manifest_tells_members_and_scores(fitted, tmp_path):
    manifest = load(fitted.save(tmp_path / "m")).manifest_
    assert sum(m["weight"] for m in manifest.members) == pytest.approx(1.0)
    assert manifest.baseline_score == pytest.approx(0.5)
    assert manifest.ensemble_score > 0.7
    assert manifest.settings["n_trials"] == 2
