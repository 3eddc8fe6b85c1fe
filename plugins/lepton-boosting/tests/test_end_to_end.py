"""The three libraries in a search, saved and loaded where nothing was fitted."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from lepton_automl import LeptonAutoML

NAMES = ["lightgbm", "xgboost", "catboost"]
LOAD = """
import sys
import pandas as pd
import lepton_automl
model = lepton_automl.load(sys.argv[1])
print(*model.predict(pd.read_pickle(sys.argv[2])))
"""


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    n = 300
    number = random.normal(size=n)
    heating = random.choice(["gas", "oil", "district"], n).astype(object)
    X = pd.DataFrame(
        {
            "F03[C-N]": np.where(random.random(n) < 0.2, np.nan, number),
            '{"a": <b>}': random.normal(size=n),
            "heating": np.where(random.random(n) < 0.1, None, heating),
            "on, or off": random.random(n) < 0.5,
        }
    )
    score = number + (heating == "gas") + 0.5 * random.normal(size=n)
    return X, score, random.uniform(0.5, 2.0, n)


def searched(X, y, weight, **options):
    return LeptonAutoML(
        n_trials=3, estimators=NAMES, cv=3, n_jobs=1, random_state=0, verbose=0, **options
    ).fit(X, y, sample_weight=weight)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_each_learns_a_table_with_all_that_tables_have(table, task):
    X, score, weight = table
    y = {
        "binary": np.where(score > 0.3, "let", "free"),
        "multiclass": np.digitize(score, [0.0, 1.0]),
        "regression": score * 1000 + 1e6,
    }[task]
    automl = searched(X, y, weight)
    assert automl.task_.type == task
    trials = [t for t in automl.history_ if t.origin == "opening"]
    assert sorted(t.candidate.estimator for t in trials) == sorted(NAMES)
    baseline = automl.baseline_.predict(X)
    for trial in trials:
        assert trial.error is None
        assert len(trial.done) == 3
    found = automl.predict(X)
    if task == "regression":
        assert np.mean((found - y) ** 2) < 0.5 * np.mean((baseline - y) ** 2)
    else:
        assert np.mean(found == y) > np.mean(baseline == y) + 0.1


@pytest.mark.slow
def test_saved_it_predicts_the_same_in_a_new_process(table, tmp_path):
    X, score, weight = table
    automl = searched(X, np.where(score > 0.3, "let", "free"), weight)
    automl.save(tmp_path / "model")
    X.to_pickle(tmp_path / "rows.pickle")
    answer = subprocess.run(
        [sys.executable, "-c", LOAD, tmp_path / "model", tmp_path / "rows.pickle"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == list(automl.predict(X))
    assert answer.stderr == ""
