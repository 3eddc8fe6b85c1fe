"""The recipes whose data sets come with this package do what they say."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from lepton_automl import load
from lepton_automl.recipe import read, run

RECIPES = Path(__file__).parents[3] / "recipes"
# Two trials, however busy the machine is.
QUICK = {"n_trials": 2, "time_budget": math.inf, "cv": 2, "n_jobs": 1, "random_state": 0,
         "verbose": 0}  # fmt: skip
slow = pytest.mark.slow
data = [
    slow,
    pytest.mark.skipif(
        not os.environ.get("LEPTON_DATA_HOME"),
        reason="needs the data that LEPTON_DATA_HOME names",
    ),
]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("images", 0.8),
        pytest.param("sequences", 0.6, marks=slow),
        pytest.param("listings", 0.6, marks=slow),
        pytest.param("newsgroups", 0.5, marks=data),
        pytest.param("sentiment", 0.6, marks=data),
    ],
)
def test_recipes_run(name, least, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    outcome = run(read(RECIPES / f"{name}.toml").with_automl(**QUICK))

    figures = outcome.evaluation.iloc[0]
    assert figures["value"] > max(least, figures["baseline"])
    assert load(tmp_path / f"{name}-model").task_.classes


def test_every_recipe_can_be_read():
    for name in ("fashion_mnist", "images", "listings", "newsgroups", "sentiment", "sequences"):
        assert read(RECIPES / f"{name}.toml").name == name
