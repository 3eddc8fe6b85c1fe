"""Every form of X and y goes in, and comes out as it was."""

import datetime as dt
from contextlib import suppress

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames, range_indexes
from scipy import sparse

from lepton_automl import LeptonAutoML
from lepton_automl.errors import LeptonError

QUICK = {"time_budget": None, "n_trials": 2, "executor": "inline", "random_state": 0, "cv": 2}
CLASSES = ["logistic_regression", "hist_gradient_boosting"]


def fit(X, y, **options):
    return LeptonAutoML(**{**QUICK, "verbose": 0, **options}).fit(X, y)


def forms(X):
    """Return a table of numbers in all forms that it can have."""
    return {
        "frame": X,
        "polars": pl.DataFrame({c: X[c].to_numpy() for c in X}),
        "array": X.to_numpy(),
        "float32": X.to_numpy(dtype=np.float32),
        "lists": X.to_numpy().tolist(),
        "objects": X.to_numpy().astype(object),
        "csr": sparse.csr_matrix(X.to_numpy()),
        "coo": sparse.coo_array(X.to_numpy()),
    }


@pytest.mark.parametrize(
    "form", ["frame", "polars", "array", "float32", "lists", "objects", "csr", "coo"]
)
def test_a_table_may_have_any_form(binary, form):
    X, y = binary
    data = forms(X)[form]
    model = fit(data, y, estimators=["logistic_regression"])
    assert model.score(data, y) > 0.7


@pytest.mark.parametrize(
    "y",
    [
        pd.Series(["no", "yes"] * 30),
        pd.Series(["no", "yes"] * 30, dtype="category"),
        pd.Series(["no", "yes"] * 30, dtype="string"),
        pd.Series([False, True] * 30),
        pd.Series([False, True] * 30, dtype="boolean"),
        pd.Series([3, 17] * 30, dtype="Int64"),
        np.array([3, 17] * 30, dtype=np.int8),
        np.array([0.0, 1.0] * 30),
        [-1, 1] * 30,
        pl.Series("t", ["no", "yes"] * 30),
    ],
    ids=str,
)
def test_labels_come_back_as_they_went_in(y):
    X = np.random.default_rng(0).normal(size=(60, 2))
    X[:, 0] += np.tile([0, 5], 30)
    model = fit(X, y, estimators=["logistic_regression"])
    expected = list(y)
    assert model.predict(X).tolist() == expected
    assert model.classes_.tolist() == sorted(set(expected))


def test_a_table_with_every_nuisance(nuisance):
    X, y = nuisance
    model = fit(X, y, estimators=CLASSES)
    assert model.task_.type == "binary"
    left_out = dict(model.task_.schema.left_out)
    assert {"empty", "constant", "copy of number"} <= set(left_out)
    kinds = {i.name: i.kind for i in model.task_.schema.inputs}
    assert kinds["text"] == "text"
    assert kinds["when"] == "datetime"
    assert kinds["group"] == kinds["mixed"] == kinds["many"] == "category"
    assert {kinds["number"], kinds["F03[C-N]"], kinds["7"]} == {"number"}
    assert model.score(X, y) > 0.8


def test_new_rows_may_be_worse_than_those_of_fit(nuisance):
    X, y = nuisance
    model = fit(X, y, estimators=CLASSES)
    worse = X.iloc[:6].copy().astype({"group": object})
    worse["group"] = ["purple", None, "red", "", "blue", "green"]
    worse["many"] = "somewhere else"
    worse["F03[C-N]"] = [np.nan, 1e30, -1e30, 0.0, 1.0, 2.0]
    worse["when"] = pd.NaT
    worse["text"] = None
    worse["flag"] = pd.NA
    worse = worse.iloc[:, ::-1]
    assert len(model.predict(worse)) == 6
    assert np.isfinite(model.predict_proba(worse)).all()


def test_many_levels_of_a_category_do_no_harm():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 50_000, 4_000)
    X = pd.DataFrame({"code": [f"c{c}" for c in codes], "x": rng.normal(size=4_000)})
    y = (X["x"] + (codes % 2) > 0.5).astype(int)
    model = fit(X, y, estimators=CLASSES)
    assert model.score(X, y) > 0.6


@pytest.mark.parametrize("n_rows", [4, 9])
def test_a_handful_of_rows_will_do(n_rows):
    rng = np.random.default_rng(0)
    model = fit(rng.normal(size=(n_rows, 2)), np.arange(n_rows) % 2, estimators=CLASSES)
    assert len(model.predict(rng.normal(size=(3, 2)))) == 3


def test_one_in_five_hundred_is_enough():
    rng = np.random.default_rng(0)
    y = np.r_[np.ones(4), np.zeros(1996)].astype(int)
    X = rng.normal(size=(2000, 3)) + y[:, None] * 3
    model = fit(X, y, estimators=["logistic_regression"])
    assert model.predict_proba(X)[:4, 1].min() > model.predict_proba(X)[4:, 1].mean()


def test_two_columns_of_one_name_are_both_used():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(80, 2)), columns=["a", "a"])
    y = (X.iloc[:, 0] + X.iloc[:, 1] > 0).astype(int)
    model = fit(X, y, estimators=["logistic_regression"])
    assert model.score(X, y) > 0.9


CELLS = {
    "number": st.floats(allow_nan=True, allow_infinity=True, width=32),
    "word": st.sampled_from(["a", "b", "", None, "a long text of many words"]),
    "anything": st.one_of(st.none(), st.integers(-5, 5), st.text(max_size=3), st.booleans()),
    "date": st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))),
}


@settings(max_examples=12)
@given(
    data_frames(
        [column(name, elements=cells, dtype=object) for name, cells in CELLS.items()],
        index=range_indexes(min_size=2, max_size=14),
    ),
    st.data(),
)
def test_any_small_table_works_or_is_refused_in_words(X, data):
    labels = st.sampled_from([0, 1, "a", None, 2.5])
    y = data.draw(st.lists(labels, min_size=len(X), max_size=len(X)))
    with suppress(LeptonError):
        model = fit(X, y, estimators=None, exclude=["mlp", "random_forest", "extra_trees"])
        assert len(model.predict(X)) == len(X)
