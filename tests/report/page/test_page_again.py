"""Reports of real runs: every number is counted again, and they are light and open at once."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from report.page.again.report import check
from report.page.again.rows import Told
from report.page.again.walk import differences
from report.page.browser import CHROMIUM, Browser, opened
from sklearn.datasets import load_diabetes, load_wine

from lepton_automl import LeptonAutoML
from lepton_automl.plugin import Registry
from lepton_automl.recipe import ReportSection, read, run
from lepton_automl.recipe.holdout import hold_out
from lepton_automl.recipe.rows import load_rows

RECIPE = Path(__file__).parents[3] / "recipes" / "breast_cancer.toml"
SECONDS, BYTES = 3.0, 5_000_000  # to open a report, and its size
N_ROWS, N_LEARNED = 60_000, 40_000
QUICK = {"n_trials": 3, "time_budget": None, "executor": "inline", "random_state": 0}


def told(folder, automl, rows, test, sensitive=None):
    """Return a report with all that is needed to count it again."""
    X, y = rows
    kept = automl._record
    at = kept.rows[: kept.X.shape[0]]
    return Told(
        folder,
        automl,
        test.reset_index(drop=True),
        X.iloc[at].reset_index(drop=True),
        y.iloc[at].reset_index(drop=True),
        None if sensitive is None else test[sensitive].reset_index(drop=True),
    )


def is_light_and_opens_at_once(file, folder):
    """Check a page as its readers have it, on a phone and on a desk."""
    assert file.stat().st_size < BYTES
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    folder.mkdir()
    with Browser(folder) as browser:
        for width in (400, 1280):
            assert opened(browser, file, width) < SECONDS


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_report_of_the_first_recipe(tmp_path):
    recipe = read(RECIPE)
    place = ReportSection(tmp_path / "report", None)
    outcome = run(replace(recipe, report=place).with_export(tmp_path / "model"))
    known, held_out = hold_out(
        load_rows(recipe.data, Registry())[0], recipe.data.holdout, by_class=True
    )
    found = told(place.path, outcome.automl, (known.X, known.y), held_out.X)
    assert len(found.rows) == outcome.n_held_out
    assert check(found) > 4_000
    is_light_and_opens_at_once(outcome.page, tmp_path / "browser")


def table(n):
    """Return rows of every kind of column that has a spread, with holes, and two classes."""
    random = np.random.default_rng(0)
    X = pd.DataFrame(random.normal(size=(n, 20)), columns=[f"measured_{i}" for i in range(20)])
    X["count"], X["price"] = random.poisson(3, n), random.lognormal(9, 1, n)
    X["few"] = random.integers(0, 4, n)
    for i in range(4):
        X[f"level_{i}"] = random.choice([f"level {j}" for j in range(5 + 20 * i)], n)
    X["region"] = pd.Categorical(random.choice(["north", "south", "east"], n))
    X["when"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 500, n), "D")
    X = X.mask(random.random(X.shape) < 0.03)
    X["member"] = random.random(n) < 0.3
    strength = X["measured_0"].fillna(0) + (X["level_0"] == "level 1") + random.normal(size=n)
    return X, pd.Series(np.where(strength > 0.5, "yes", "no"), name="bought")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_report_of_a_large_table(tmp_path):
    X, y = table(N_ROWS)
    assert X.shape == (60_000, 30)
    automl = LeptonAutoML(
        n_trials=2, time_budget=60, estimators=["hist_gradient_boosting", "sgd"], verbose=0
    ).fit(X[:N_LEARNED], y[:N_LEARNED])
    test = X[N_LEARNED:]
    file = automl.report(
        tmp_path / "report", test, y[N_LEARNED:], sensitive="level_0", time_budget=30
    )
    assert check(told(file.parent, automl, (X, y), test, "level_0")) > 4_000
    is_light_and_opens_at_once(file, tmp_path / "browser")


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("load", [load_diabetes, load_wine], ids=["numbers", "three classes"])
def test_the_report_of_numbers_and_of_several_classes(load, tmp_path):
    X, y = load(return_X_y=True, as_frame=True)
    order = np.random.default_rng(0).permutation(len(X))
    X, y = X.iloc[order], y.iloc[order]
    X["side"] = np.where(X.iloc[:, 1] > X.iloc[:, 1].median(), "upper", "lower")
    n = 2 * len(X) // 3
    automl = LeptonAutoML(**QUICK, verbose=0).fit(X[:n], y[:n])
    file = automl.report(tmp_path / "report", X[n:], y[n:], sensitive="side", time_budget=15)
    assert check(told(file.parent, automl, (X, y), X[n:], "side")) > 2_500
    is_light_and_opens_at_once(file, tmp_path / "browser")


def test_a_number_that_nobody_counts_is_told():
    again = {"rows": [{"n": 3, "share": 0.5}]}
    report = {"rows": [{"n": 3, "share": 0.5, "seconds": 1.0}]}
    assert differences(report, again, {"rows.*.seconds": "measured"}) == []
    (told,) = differences(report, again, {})
    assert told == "rows.0.seconds is 1.0, and nobody counts it again"


@pytest.mark.parametrize("name", ["n", "share"])
def test_a_number_that_is_another_is_told(name):
    again = {"rows": [{"n": 3, "share": 0.5}]}
    report = copy.deepcopy(again)
    assert differences(report, again, {}) == []
    report["rows"][0][name] *= 1.001
    (told,) = differences(report, again, {})
    assert told.startswith(f"rows.0.{name} is ")


def test_what_a_report_has_not_is_told():
    assert differences({"a": []}, {"a": [1]}, {}) == ["a.0 is not in the report"]
