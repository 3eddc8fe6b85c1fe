import numpy as np
import pandas as pd
import pytest
from scipy.stats import ks_2samp

from lepton_automl.explain import Columns
from lepton_automl.report.page.drift import drift
from lepton_automl.task import Input, Schema, Task

KINDS = {"size": "number", "colour": "category", "when": "datetime", "note": "text"}
TASK = Task("regression", Schema("table", tuple(map(Input, KINDS, KINDS.values()))), n_rows=1)


def rows(n, seed, shift=0.0, red=0.5, missing=0.0):
    random = np.random.default_rng(seed)
    X = pd.DataFrame(
        {
            "size": random.normal(shift, 1, n),
            "colour": np.where(random.random(n) < red, "red", "blue").astype(object),
            "when": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(random.integers(0, 99, n), "D"),
            "note": np.array(["x"] * n, dtype=object),
        }
    )
    X.loc[random.random(n) < missing, "size"] = np.nan
    return Columns(tuple(X), X)


def named(found):
    return {row["name"]: row for row in found["columns"]}


def test_rows_of_one_source_have_not_moved():
    found = drift(TASK, rows(1500, 0), rows(1000, 1), random_state=0)
    assert found["n_moved"] == 0
    assert 0.45 < found["apart"] < 0.55
    assert "note" not in named(found)


def test_numbers_that_moved_are_found_by_kolmogorovs_distance():
    a, b = rows(300, 0), rows(200, 1, shift=1.0)
    found = drift(TASK, a, b, random_state=0)
    size = named(found)["size"]
    assert size["moved"]
    assert size["distance"] == pytest.approx(ks_2samp(a.column(0), b.column(0)).statistic)
    assert sum(size["train"]) == pytest.approx(1.0)
    assert found["columns"][0]["name"] == "size"
    assert found["apart"] > 0.6


def test_levels_that_moved_are_found_by_their_shares():
    a, b = rows(300, 0, red=0.2), rows(300, 1, red=0.7)
    colour = named(drift(TASK, a, b, random_state=0))["colour"]
    shares = [np.mean(c.column(1) == "red") for c in (a, b)]
    assert colour["moved"]
    assert colour["distance"] == pytest.approx(abs(shares[0] - shares[1]))


def test_levels_that_are_new_are_counted():
    a, b = rows(300, 0), rows(300, 1)
    b.X.loc[:59, "colour"] = "green"
    assert named(drift(TASK, a, b, random_state=0))["colour"]["new_levels"] == 0.2


def test_values_that_go_missing_are_noticed():
    size = named(drift(TASK, rows(300, 0), rows(300, 1, missing=0.5), random_state=0))["size"]
    assert size["moved"]
    assert size["missing"][0] == 0.0
    assert size["distance"] == pytest.approx(size["missing"][1])


def test_of_few_rows_nothing_is_said():
    assert drift(TASK, rows(300, 0), rows(20, 1), random_state=0) is None
