"""A task of all kinds, and estimators of all needs, made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from lepton_automl.plugin import EstimatorSpec, Input, Task
from lepton_automl.task import Schema

BOTH = frozenset({"binary", "multiclass"})
LOGISTIC = "sklearn.linear_model:LogisticRegression"
FOREST = "sklearn.ensemble:ExtraTreesClassifier"
BOOSTING = "sklearn.ensemble:HistGradientBoostingClassifier"

INPUTS = (
    Input("size", "number"),
    Input("color", "category", levels=3),
    Input("city", "category", levels=60),
    Input("street", "category", levels=300),
    Input("open", "boolean"),
    Input("since", "datetime"),
    Input("review", "text"),
)


@pytest.fixture(autouse=True)
def one_thread():
    """Work as the search's workers do: with one thread each."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def specs():
    return {
        "dense": EstimatorSpec(
            "dense", LOGISTIC, BOTH, wants={"scaled"}, fixed={"max_iter": 1000}
        ),
        "sparse": EstimatorSpec(
            "sparse",
            LOGISTIC,
            BOTH,
            wants={"scaled"},
            handles={"sparse", "sample_weight"},
            fixed={"max_iter": 1000},
        ),
        "trees": EstimatorSpec(
            "trees", FOREST, BOTH, handles={"missing"}, fixed={"n_estimators": 5}
        ),
        "plain": EstimatorSpec("plain", "sklearn.naive_bayes:GaussianNB", BOTH),
        "native": EstimatorSpec(
            "native",
            BOOSTING,
            BOTH,
            accepts={"number", "category"},
            handles={"missing"},
            fixed={"max_iter": 5},
            categorical="categorical_features",
        ),
    }


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    n = 400
    words = np.array(["fine", "awful", "plot", "actor", "music"])
    frame = pd.DataFrame(
        {
            "size": np.where(rng.random(n) < 0.1, np.nan, rng.normal(size=n)),
            "color": rng.choice(["red", "green", "blue"], n),
            "city": rng.choice([f"city {i}" for i in range(60)], n),
            "street": rng.choice([f"street {i}" for i in range(300)], n),
            "open": rng.choice([0.0, 1.0, np.nan], n),
            "since": np.datetime64("2020-01-01", "ns") + rng.integers(0, 10**17, n),
            "review": [" ".join(row) for row in rng.choice(words, (n, 6))],
        }
    )
    for name in ("color", "city", "street", "review"):
        frame[name] = frame[name].astype(object)
    frame.loc[::7, ["color", "city", "since"]] = np.nan
    frame.loc[::11, "review"] = ""
    return frame


@pytest.fixture
def y(table):
    return (table["size"].fillna(0) + (table["color"] == "red") > 0).astype(int).to_numpy()


@pytest.fixture
def task():
    schema = Schema("table", INPUTS, tuple(i.name for i in INPUTS), named=True)
    return Task("binary", schema, n_rows=400, classes=(0, 1), label_dtype="int64")


@pytest.fixture
def numbers():
    """Return a task whose X is one array of numbers."""
    return Task("binary", Schema("array", (Input(None, "number", 4),)), 400, (0, 1), "int64")
