"""What a fitted model tells of itself."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.metrics import accuracy_score

from lepton_automl import LeptonAutoML

QUICK = {
    "time_budget": None,
    "n_trials": 2,
    "cv": 2,
    "executor": "inline",
    "random_state": 0,
    "verbose": 0,
    "estimators": ["logistic_regression", "gaussian_nb"],
}


def people(n, seed):
    """Return rows of which one column matters."""
    random = np.random.default_rng(seed)
    X = pd.DataFrame({"age": random.normal(40, 10, n), "noise": random.normal(size=n)})
    X["sex"] = random.choice(["f", "m"], n).astype(object)
    old = X["age"] + random.normal(size=n) > 40
    return X, pd.Series(np.where(old, "old", "young"), name="is")


@pytest.fixture(scope="module")
def fitted():
    """A small fitted model."""
    return LeptonAutoML(**QUICK).fit(*people(150, 0))


def test_what_a_row_owes_to_its_columns_sums_to_its_prediction(fitted):
    X, _ = people(5, 1)
    found = fitted.explain(X, time_budget=5)
    assert list(found.columns) == ["age", "noise", "sex"]
    expected = fitted.predict_proba(X)[:, 1] - found.attrs["base_value"]
    np.testing.assert_allclose(found.sum(axis=1), expected, atol=1e-6)
    assert found.abs().mean().idxmax() == "age"


def test_importance_needs_no_rows_of_its_own(fitted):
    found = fitted.importance(time_budget=5)
    assert found.columns.tolist() == ["column", "importance", "std"]
    assert found["column"].iloc[0] == "age"
    assert found["importance"].is_monotonic_decreasing


def test_importance_may_be_of_rows_and_a_metric_given(fitted):
    X, y = people(80, 1)
    found = fitted.importance(X, y, scoring="accuracy", time_budget=5).set_index("column")
    least = accuracy_score(y, fitted.predict(X)) - 0.5
    assert found.loc["age", "importance"] == pytest.approx(least, abs=0.15)


def test_importance_of_a_target_without_rows_is_refused(fitted):
    with pytest.raises(ValueError, match="y was given without X. Give both, or neither."):
        fitted.importance(y=["old"])


@pytest.mark.slow  # a whole page; its parts are tested in `tests/report/page`
def test_a_report_is_written(fitted, tmp_path):
    X, y = people(80, 1)
    page = fitted.report(tmp_path / "page.html", X, y, sensitive="sex", time_budget=2)
    assert page == tmp_path / "page.html"
    data = json.loads((tmp_path / "page.json").read_text())
    assert data["headline"]["source"] == "test"
    assert data["headline"]["n_rows"] == 80
    assert {group["group"] for group in data["fairness"]["groups"]} == {"f", "m"}
    assert "Model of is" in page.read_text()


@pytest.mark.parametrize("telling", ["explain", "importance", "report"])
def test_nothing_can_be_told_before_fit(telling, tmp_path):
    X, y = people(5, 0)
    words = {"explain": (X,), "importance": (X, y), "report": (tmp_path, X, y)}[telling]
    with pytest.raises(NotFittedError):
        getattr(LeptonAutoML(), telling)(*words)
