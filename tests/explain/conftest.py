"""Rows of a few columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from lepton_automl.explain.columns import Columns


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Threads that wait for each other on a busy machine cost more than the work."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def table():
    """Return rows with a number that may be missing, a category and a flag."""
    random = np.random.default_rng(1)
    X = pd.DataFrame(
        {
            "size": random.normal(size=60),
            "colour": random.choice(["red", "green", "blue"], size=60).astype(object),
            "sold": random.integers(0, 2, size=60).astype("float64"),
            "age": random.normal(size=60),
        }
    )
    X.loc[::7, "size"] = np.nan
    return Columns(tuple(X.columns), X)


@pytest.fixture
def numbers():
    """Return rows of four numbers."""
    X = np.random.default_rng(2).normal(size=(50, 4))
    return Columns(("x0", "x1", "x2", "x3"), X)
