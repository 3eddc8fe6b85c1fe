from __future__ import annotations

import importlib
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def split():
    return importlib.import_module("systems.split")


@pytest.fixture
def frames():
    return importlib.import_module("systems.frames")


@pytest.fixture
def tabular(tmp_path, monkeypatch):
    """A folder of tables, as LEPTON_DATA_HOME names one."""
    home = tmp_path / "tabular"
    home.mkdir()
    table = pd.DataFrame(
        {
            "number": np.arange(40.0),
            "word": ["None", "a", "", "b"] * 10,
            "day": [f"{1 + i % 28:02d}/03/2020" for i in range(40)],
            "label": ["yes", "no", "no", "no"] * 10,
        }
    )
    table.to_csv(home / "toy.csv.gz", index=False)
    about = {"name": "toy", "file": "toy.csv.gz", "target": "label", "task": "binary"}
    (home / "index.json").write_text(json.dumps([{**about, "datetime_columns": ["day"]}]))
    monkeypatch.setenv("LEPTON_DATA_HOME", str(tmp_path))


def test_a_quarter_is_held_out_of_each_class_by_the_seed(split):
    y = np.repeat([0, 1], [80, 20])
    train, test = split.split(y, 3, "binary")
    assert sorted([*train, *test]) == list(range(100))
    assert np.bincount(y[test]).tolist() == [20, 5]
    assert np.array_equal(test, split.split(y, 3, "binary")[1])
    assert not np.array_equal(test, split.split(y, 4, "binary")[1])


def test_a_class_with_one_row_can_be_split_as_well(split):
    train, test = split.split(np.array([0] * 10 + [1] * 9 + [2]), 0, "multiclass")
    assert len(train) + len(test) == 20


def test_groups_stay_together_and_time_goes_on(split):
    groups = np.repeat(np.arange(20), 5)
    train, test = split.split(np.zeros(100), 0, "regression", groups=groups)
    assert not set(groups[train]) & set(groups[test])
    times = np.random.default_rng(0).permutation(100)
    train, test = split.split(np.zeros(100), 0, "regression", times=times)
    assert len(test) == 25
    assert times[train].max() < times[test].min()


@pytest.mark.usefixtures("tabular")
def test_a_worker_gets_the_rows_but_not_the_targets_held_out(split, frames, tmp_path):
    job, y_test = split.prepare("toy", 0, tmp_path)
    assert job["classes"] == ["no", "yes"]
    X, y, X_test = frames.read(job, tmp_path)
    assert (X.shape, y.shape, X_test.shape, y_test.shape) == ((30, 3), (30,), (10, 3), (10,))
    assert "label" not in X
    assert y.tolist() == (X["number"] % 4 == 0).astype(int).tolist()
    assert y_test.tolist() == (X_test["number"] % 4 == 0).astype(int).tolist()


@pytest.mark.usefixtures("tabular")
def test_an_empty_cell_alone_is_missing_and_dates_are_dates(split, frames, tmp_path):
    job, _ = split.prepare("toy", 0, tmp_path)
    X = frames.read(job, tmp_path)[0]
    assert set(X["word"].dropna()) == {"None", "a", "b"}
    assert X["word"].isna().any()
    assert (X["day"].dt.month == 3).all()


def test_a_bare_booster_gets_plain_names_and_numbers(frames):
    X = pd.DataFrame({"F[0]": [1.0], "day": pd.to_datetime(["1970-01-02"]), "w": ["a"]})
    plain, words = frames.plain(X)
    assert list(plain) == ["column_0", "column_1", "column_2"]
    assert plain["column_1"].tolist() == [86400.0]
    assert words == ["column_2"]


@pytest.mark.usefixtures("tabular")
def test_an_unknown_table_is_refused_by_name(split):
    assert split.names(None) == ["toy"]
    with pytest.raises(SystemExit, match="no table is named 'iris'; there are toy"):
        split.names(["iris"])


def test_without_tables_it_is_said_how_to_have_them(split, monkeypatch):
    monkeypatch.delenv("LEPTON_DATA_HOME", raising=False)
    with pytest.raises(SystemExit, match="LEPTON_DATA_HOME"):
        split.names(None)


@pytest.mark.skipif(
    not Path(os.environ.get("LEPTON_DATA_HOME", ""), "tabular/index.json").is_file(),
    reason="needs LEPTON_DATA_HOME",
)
def test_the_eight_tables_are_those_that_the_seed_draws(split):
    rng, drawn = np.random.default_rng(0), []
    for task, n in (("binary", 3), ("multiclass", 3), ("regression", 2)):
        known = sorted(n for n, about in split.index().items() if about["task"] == task)
        drawn += sorted(rng.choice(known, n, replace=False))
    assert list(split.SUBSET) == drawn
