"""The tables that benchmarks run on: scikit-learn's, generated ones, and real ones if at hand.

Real tables come from the folder that the environment variable LEPTON_DATA_HOME names: CSV files
in `tabular/`, described in `tabular/index.json`. Nothing here needs it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn import datasets
from sklearn.model_selection import train_test_split

__all__ = ["TABLES", "load"]

REAL = ("arcene", "fars", "telco_churn", "melbourne_housing", "nyc_taxis", "nursery")


def tiny() -> tuple[Any, Any]:
    """Return 24 rows: as few as an experiment in a laboratory gives."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(24, 3))
    return X, X[:, 0] * 2 + X[:, 1] + rng.normal(scale=0.3, size=24)


def mixed(n_rows: int = 5000) -> tuple[Any, Any]:
    """Return a table with every kind of column, many missing values, and strings to predict."""
    rng = np.random.default_rng(0)
    size = rng.lognormal(4, 1, n_rows)
    town = rng.integers(0, 800, n_rows)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, n_rows), unit="D")
    words = np.array(["quiet", "bright", "noisy", "damp", "new", "old", "large", "near"])
    notes = [" ".join(rng.choice(words, 6)) for _ in range(n_rows)]
    effect = (
        np.log(size)
        + rng.normal(size=800)[town]
        + (day.month.to_numpy() > 6)
        - [note.count("damp") for note in notes]
    )
    X = pd.DataFrame(
        {
            "size": np.where(rng.random(n_rows) < 0.2, np.nan, size),
            "town": pd.Series(town).map("town {}".format),
            "heating": rng.choice(["gas", "oil", None], n_rows),
            "garden": rng.random(n_rows) < 0.5,
            "day": day,
            "note": notes,
            "empty": np.nan,
            "number": np.arange(n_rows),
        }
    )
    return X, np.where(effect + rng.logistic(size=n_rows) > np.median(effect), "sold", "open")


def sparse(n_rows: int = 5000, n_columns: int = 20_000) -> tuple[Any, Any]:
    """Return counts of words, nearly all zero."""
    rng = np.random.default_rng(0)
    words = 40 * n_rows
    where = rng.integers(0, n_rows, words), rng.zipf(1.3, words) % n_columns
    X = scipy.sparse.csr_matrix((np.ones(words), where), shape=(n_rows, n_columns))
    weights = rng.normal(size=n_columns) * (rng.random(n_columns) < 0.1)
    signal = X @ weights
    return X, (signal + rng.normal(scale=signal.std() / 2, size=n_rows) > 0).astype(int)


def bundled(name: str) -> tuple[Any, Any]:
    """Return a table that comes with scikit-learn."""
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True, as_frame=True)
    return X, y


def drawn(n_rows: int, n_columns: int, **how: Any) -> tuple[Any, Any]:
    """Return a classification table drawn by scikit-learn."""
    X, y = datasets.make_classification(n_rows, n_columns, random_state=0, **how)
    return X, y


def smooth(n_rows: int) -> tuple[Any, Any]:
    """Return a regression table with interactions."""
    X, y = datasets.make_friedman1(n_rows, n_features=30, noise=1.0, random_state=0)
    return X, y


def real(name: str) -> tuple[Any, Any]:
    """Return a real table; an empty cell is the only sign for missing."""
    index = json.loads((home() / "index.json").read_text())
    about = next(entry for entry in index if entry["name"] == name)
    table = pd.read_csv(home() / about["file"], keep_default_na=False, na_values=[""])
    return table.drop(columns=about["target"]), table[about["target"]]


def home() -> Path:
    """Return the folder of real tables, which may not be there."""
    return Path(os.environ.get("LEPTON_DATA_HOME", "no-such-folder")) / "tabular"


TABLES: dict[str, Callable[[], tuple[Any, Any]]] = {
    "tiny": tiny,
    "iris": partial(bundled, "iris"),
    "breast_cancer": partial(bundled, "breast_cancer"),
    "diabetes": partial(bundled, "diabetes"),
    "digits": partial(bundled, "digits"),
    "mixed": mixed,
    "wide": partial(drawn, 200, 10_000, n_informative=20, shuffle=False),
    "letters": partial(
        drawn, 10_000, 20, n_informative=12, n_classes=26, n_clusters_per_class=1
    ),
    "sparse": sparse,
    "long": partial(drawn, 80_000, 30, n_informative=12, n_clusters_per_class=4, flip_y=0.05),
    "long_regression": partial(smooth, 80_000),
}
TABLES |= {name: partial(real, name) for name in REAL if (home() / f"{name}.csv.gz").exists()}


def load(name: str) -> tuple[Any, Any, Any, Any]:
    """Return X, y to learn from and X, y held out: a quarter, by class where that can be."""
    X, y = TABLES[name]()
    counts = np.unique(y, return_counts=True)[1]
    classes = len(counts) <= 30 and counts.min() > 1
    X, X_test, y, y_test = train_test_split(
        X, y, test_size=0.25, random_state=0, stratify=y if classes else None
    )
    return X, y, X_test, y_test
