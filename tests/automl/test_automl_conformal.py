"""Intervals and sets of a fitted model hold on rows that it has not seen."""

import json

import numpy as np
import pytest

import lepton_automl
from lepton_automl import LeptonAutoML

QUICK = {"n_trials": 2, "cv": 4, "random_state": 0, "n_jobs": 1, "verbose": 0}


def rows(n_rows, random):
    """Return inputs, numbers whose noise grows with them, and classes."""
    X = random.uniform(-2, 2, size=(n_rows, 3))
    centre = 3 + X[:, 0] + np.sin(2 * X[:, 1])
    y = centre + random.normal(size=n_rows) * 0.3 * np.abs(centre)
    scores = np.column_stack([2 * X[:, 0], 2 * X[:, 1], 2 * X[:, 2]])
    scores += random.gumbel(size=scores.shape)
    return X, y, scores.argmax(axis=1)


def within(share, coverage, n_rows):
    """Tell whether a share is what chance gives, four deviations to either side."""
    return abs(share - coverage) <= 4 * np.sqrt(coverage * (1 - coverage) / n_rows)


@pytest.fixture(scope="module")
def known():
    return rows(600, np.random.default_rng(0))


@pytest.fixture(scope="module")
def new():
    return rows(4000, np.random.default_rng(1))


def test_intervals_hold_and_are_there_after_loading(known, new, tmp_path):
    automl = LeptonAutoML(estimators=["ridge", "extra_trees"], **QUICK).fit(known[0], known[1])
    again = lepton_automl.load(automl.save(tmp_path / "model"))
    for coverage in (0.5, 0.9):
        found = automl.predict_interval(new[0], coverage)
        share = ((found[:, 0] <= new[1]) & (new[1] <= found[:, 1])).mean()
        assert within(share, coverage, 600)
        assert again.predict_interval(new[0], coverage) == pytest.approx(found)
    assert (
        "conformal.json" in json.loads((tmp_path / "model/manifest.json").read_text())["files"]
    )
    # The noise grows with the number, and so do the intervals.
    widths, predicted = np.diff(found)[:, 0], automl.predict(new[0])
    assert widths[predicted > 4].mean() > 1.5 * widths[predicted < 2].mean()


def test_sets_hold_and_are_there_after_loading(known, new, tmp_path):
    automl = LeptonAutoML(estimators=["logistic_regression", "gaussian_nb"], **QUICK)
    automl.fit(known[0], np.array(["a", "b", "c"])[known[2]])
    again = lepton_automl.load(automl.save(tmp_path / "model"))
    sizes = []
    for coverage in (0.8, 0.95):
        sets = automl.predict_set(new[0], coverage)
        share = sets[np.arange(len(sets)), new[2]].mean()
        assert within(share, coverage, 600)
        assert (again.predict_set(new[0], coverage) == sets).all()
        sizes.append(sets.sum(axis=1).mean())
    assert 1 <= sizes[0] < sizes[1] < 3


def test_quantiles_that_are_wrong_are_mended(known, new):
    automl = LeptonAutoML(quantiles=[0.45, 0.55], estimators=["linear_quantiles"], **QUICK)
    automl.fit(known[0], known[1])
    found = automl.predict_interval(new[0], 0.9)
    assert within(((found[:, 0] <= new[1]) & (new[1] <= found[:, 1])).mean(), 0.9, 600)


@pytest.mark.parametrize("how", ["groups", "time", "weights"])
def test_groups_time_and_weights_reach_them(known, how):
    settings = {**QUICK, "estimators": ["ridge"], "n_trials": 1}
    given = {
        "groups": {"groups": np.arange(600) // 20},
        "time": {},
        "weights": {"sample_weight": np.linspace(0.1, 2, 600)},
    }[how]
    if how == "time":
        settings["cv"] = "time"
    automl = LeptonAutoML(**settings).fit(known[0], known[1], **given)
    kept = automl._conformal
    assert len(kept.scores) == (500 if how == "time" else 600)
    assert (kept.weights is not None) == (how == "weights")
