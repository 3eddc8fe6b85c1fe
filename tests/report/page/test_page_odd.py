"""Tasks that have no curves or no columns get the page that can be had."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.datasets import make_multilabel_classification

from lepton_automl import LeptonAutoML

QUICK = {
    "n_trials": 1,
    "cv": 2,
    "executor": "inline",
    "time_budget": None,
    "random_state": 0,
    "verbose": 0,
}
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(240, 4))
VALUES = X[:, 0] + 0.1 * RANDOM.normal(size=240)
SEVERAL = make_multilabel_classification(240, random_state=0)
SPARSE = sparse.random(240, 30, 0.3, format="csr", random_state=0)
SUMS = np.asarray(SPARSE.sum(axis=1)).ravel() + 0.1 * VALUES
TASKS = {
    "multioutput": ({"estimators": ["ridge"]}, X, pd.DataFrame({"a": VALUES, "b": -VALUES})),
    "quantiles": ({"quantiles": [0.1, 0.5, 0.9]}, X, VALUES),
    "multilabel": ({"estimators": ["logistic_regression"]}, *SEVERAL),
    "sparse": ({"estimators": ["ridge"]}, SPARSE, SUMS),
}


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("given", [True, False], ids=["test rows", "rows left out"])
def test_every_sort_of_task_has_a_report(task, given, tmp_path):
    arguments, rows, y = TASKS[task]
    automl = LeptonAutoML(**QUICK, **arguments).fit(rows[:160], y[:160])
    judged = (rows[160:], y[160:]) if given else ()
    page = automl.report(tmp_path, *judged, time_budget=2)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["headline"]["n_rows"] == (80 if given else 160)
    assert report["headline"]["verdict"] == "better"
    assert report["importance"]["columns"]
    assert page.stat().st_size < 1_000_000
