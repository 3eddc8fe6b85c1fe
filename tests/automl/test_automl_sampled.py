"""Large tables: a sample first, then all rows; with weights and groups, and gone on with."""

import numpy as np
import pandas as pd
import pytest

from lepton_automl import LeptonAutoML, load
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.search import plan as planning

SAMPLE = 150
HERE = {"n_jobs": 1, "executor": "inline", "random_state": 0, "verbose": 0}


@pytest.fixture
def table(monkeypatch):
    """Return a table that counts as large."""
    monkeypatch.setattr(planning, "FIRST_LOOK", SAMPLE)
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(1_200, 3)), columns=list("abc"))
    X["d"] = rng.choice(["u", "v"], 1_200)
    y = X["a"] - X["b"] + (X["d"] == "u") + rng.normal(scale=0.3, size=1_200)
    return X, y, rng.uniform(0.5, 2.0, 1_200), rng.integers(0, 60, 1_200)


def folds_by_rows(automl):
    trials = [t for t in automl.history_ if t.origin != "baseline"]
    return {t.candidate.rows: len(t.done) for t in trials}


def test_a_sample_first_then_all_rows_and_nothing_twice(table, tmp_path):
    X, y, weight, groups = table
    options = {**HERE, "estimators": ["ridge", "lasso"], "run_dir": tmp_path / "run"}
    automl = LeptonAutoML(time_budget=2, **options).fit(X, y, weight, groups)
    assert set(folds_by_rows(automl)) == {SAMPLE, None}
    assert list(automl.history_)[1].candidate.rows == SAMPLE
    board = automl.leaderboard()
    assert set(board["rows"]) == {"all", "150"}
    assert set(board.loc[board["rows"] != "all", "folds"]) == {"1/8 sampled"}
    assert automl.score(X, y) > 0.8

    again = LeptonAutoML(time_budget=1.5, **options).fit(X, y, weight, groups)
    for trial in automl.history_:
        found = again.history_.trials[trial.candidate]
        assert found.number == trial.number
        assert set(trial.folds) <= set(found.folds)

    automl.save(tmp_path / "model")
    assert np.allclose(load(tmp_path / "model").predict(X), automl.predict(X))


def test_what_learned_from_a_sample_alone_may_be_the_model(table):
    X, y, *_ = table
    line = "sklearn.linear_model:LinearRegression"
    small = EstimatorSpec("small", line, {"regression"}, max_rows=200)
    automl = LeptonAutoML(time_budget=3, estimators=[small], cv=1, refit="full", **HERE)
    automl.fit(X, y)
    assert folds_by_rows(automl) == {SAMPLE: 1}
    (member,) = automl.weights_
    assert member.rows == SAMPLE
    assert automl.history_.trials[member].whole
    assert automl.score(X, y) > 0.8


def test_by_trials_all_rows_are_learned_from(table):
    X, y, *_ = table
    automl = LeptonAutoML(time_budget=None, n_trials=2, estimators=["ridge"], cv=2, **HERE)
    assert set(folds_by_rows(automl.fit(X, y))) == {None}
