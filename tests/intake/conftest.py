"""Tables made by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

N_ROWS = 60


@pytest.fixture
def y():
    return np.array(["no", "yes"] * (N_ROWS // 2))


@pytest.fixture
def nuisances():
    """Return a table with every nuisance that a column can be."""
    rng = np.random.default_rng(0)
    n = N_ROWS
    words = ["fine", "awful", "plot", "actor", "music", "long", "short", "again"]
    days = pd.date_range("2020-01-01", periods=n, freq="D")
    number = rng.normal(size=n)
    table = pd.DataFrame(
        {
            "number": number,
            "holes": np.where(rng.random(n) < 0.3, np.nan, rng.normal(size=n)),
            "nullable": pd.array([None, 2, 3] * (n // 3), dtype="Int64"),
            "decimal": [Decimal(i) / 7 for i in range(n)],
            "spelled": [f"{x:.3f}" for x in rng.normal(size=n)],
            "wait": pd.to_timedelta(rng.integers(0, 99, n), unit="s"),
            "few": rng.choice(["red", "green", "blue"], n),
            "many": rng.choice([f"level {i}" for i in range(45)], n),
            "cat": pd.Categorical(rng.choice(["low", "high"], n), ["low", "high", "never"]),
            "mixed": [1 if i % 3 else "one" for i in range(n)],
            "flag": rng.random(n) > 0.5,
            "maybe": pd.array([True, None, False] * (n // 3), dtype="boolean"),
            "stamp": days + pd.to_timedelta(rng.integers(0, 86_400, n), unit="s"),
            "zoned": days.tz_localize("Europe/Berlin") + pd.Timedelta(hours=5),
            "iso": (days + pd.Timedelta(days=400)).strftime("%Y-%m-%d"),
            "european": (days + pd.Timedelta(days=800)).strftime("%d/%m/%Y"),
            "day": [dt.date(2019, 1 + i % 12, 1 + i % 28) for i in range(n)],
            "review": [f"{' '.join(rng.choice(words, 6))} {i}" for i in range(n)],
            "empty": [None] * n,
            "constant": "same",
            "uid": [f"u-{rng.integers(1e12)}" for _ in range(n)],
            "row_id": range(n),
            "twin": number,
            5: rng.integers(0, 9, n),
        }
    )
    table.insert(len(table.columns), "number", rng.normal(size=n), allow_duplicates=True)
    table.index = pd.Index([0] * n)  # an index says nothing, least of all this one
    return table
