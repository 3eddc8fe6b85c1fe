"""Small tables of every type of task."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification, make_regression


@pytest.fixture(scope="session")
def binary():
    """Return 200 rows whose class is a word."""
    X, y = make_classification(200, 6, n_informative=4, random_state=0)
    return pd.DataFrame(X, columns=list("abcdef")), pd.Series(
        np.where(y, "yes", "no"), name="t"
    )


@pytest.fixture(scope="session")
def numbers():
    """Return 150 rows of a number to predict."""
    X, y = make_regression(150, 5, noise=5.0, random_state=0)
    return X, y


@pytest.fixture(scope="session")
def nuisance():
    """Return a table with every nuisance that there is, and classes that depend on it."""
    rng = np.random.default_rng(0)
    n = 160
    group = rng.choice(["red", "green", "blue"], n)
    number = rng.normal(size=n)
    number[rng.random(n) < 0.2] = np.nan
    flags = pd.array(rng.random(n) > 0.5, dtype="boolean")
    flags[:5] = pd.NA
    words = np.array(["good fine happy great", "bad awful sad terrible"])
    mood = rng.integers(0, 2, n)
    text = [
        f"{words[m]} {' '.join(rng.choice(list('abcdefgh'), 6))} {i}"
        for i, m in enumerate(mood)
    ]
    X = pd.DataFrame(
        {
            "number": number,
            "whole": pd.array(rng.integers(0, 9, n), dtype="Int64"),
            "flag": flags,
            "group": pd.Categorical(group, categories=["red", "green", "blue", "unused"]),
            "many": [f"city {i}" for i in rng.integers(0, 60, n)],
            "when": pd.date_range("2020-01-01", periods=n, freq="37h", tz="Europe/Berlin"),
            "day": [f"2021-0{1 + i % 9}-1{i % 10}" for i in range(n)],
            "text": text,
            "mixed": [1 if i % 3 else "one" for i in range(n)],
            "empty": [None] * n,
            "constant": ["same"] * n,
            "copy of number": number,
            "F03[C-N]": rng.normal(size=n),
            7: rng.normal(size=n),
        }
    )
    X.insert(3, "number", rng.normal(size=n), allow_duplicates=True)
    y = pd.Series((mood + (group == "red") + (np.nan_to_num(number) > 0.5)) > 1, name="target")
    return X, y.astype("boolean")
