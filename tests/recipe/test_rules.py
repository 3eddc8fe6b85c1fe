"""Which values the keys of a recipe take."""

from __future__ import annotations

import inspect

import pytest

from lepton_automl import LeptonAutoML
from lepton_automl.recipe.rules import AUTOML, SECTIONS

GOOD = {
    "task": "binary",
    "scoring": "roc_auc",
    "quantiles": [0.1, 0.5, 0.9],
    "time_budget": 0.5,
    "n_trials": 1,
    "estimators": ["ridge"],
    "exclude": [],
    "cv": "time",
    "ensemble": False,
    "refit": "full",
    "max_latency": 0.005,
    "max_size": 5e6,
    "only_exportable": "onnx",
    "kinds": {"zip": "category"},
    "n_jobs": -1,
    "storage": "postgresql://lepton@db/searches",
    "random_state": 0,
    "run_dir": "runs/a",
    "verbose": 2,
}
BAD = {
    "task": ["", 3],
    "scoring": [True],
    "quantiles": [[], 0.5, [1.5], ["low"], [True]],
    "time_budget": [0, -1, "fast", True],
    "n_trials": [0, 1.5, True],
    "estimators": ["ridge", [3], [""]],
    "exclude": ["ridge"],
    "cv": [0, "often", 2.5, True],
    "ensemble": [1, "no"],
    "refit": ["fill", True, 1],
    "max_latency": [0, -1, "fast", float("inf")],
    "max_size": [0, -1, "5 MB", float("inf")],
    "only_exportable": ["", True, ["onnx"]],
    "kinds": ["category", {"zip": 3}],
    "n_jobs": [0, 1.5],
    "storage": ["", 5432],
    "random_state": [-1, 0.5],
    "run_dir": [""],
    "verbose": [3, "loud"],
}


@pytest.mark.parametrize("key", AUTOML)
def test_a_good_value_holds_and_bad_ones_do_not(key):
    assert AUTOML[key].holds(GOOD[key])
    for value in BAD[key]:
        assert not AUTOML[key].holds(value), value


@pytest.mark.parametrize("key", AUTOML)
def test_a_default_that_a_file_can_hold_is_a_good_value(key):
    default = inspect.signature(LeptonAutoML).parameters[key].default
    assert default is None or AUTOML[key].holds(default)


@pytest.mark.parametrize(
    ("value", "good"),
    [("joblib", True), (["joblib", "onnx"], True), ([], False), ([1], False), (True, False)],
)
def test_a_format_is_one_or_several(value, good):
    assert SECTIONS["export"]["format"].holds(value) is good


def test_every_rule_says_what_it_wants():
    assert all(rule.says for rules in SECTIONS.values() for rule in rules.values())
