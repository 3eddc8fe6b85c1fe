"""``lepton predict`` where a prediction has several columns."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest


def read(text: str) -> pd.DataFrame:
    """Return the CSV that was printed."""
    return pd.read_csv(io.StringIO(text))


@pytest.fixture(scope="module")
def weather(tmp_path_factory):
    """A file with a label, two numbers and an input."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    table = pd.DataFrame({"x": x, "rain": (x > 0).astype(int), "wind": (x > -1).astype(int)})
    table["heat"], table["cold"] = 2 * x, -x
    path = tmp_path_factory.mktemp("weather") / "weather.csv"
    table.to_csv(path, index=False)
    return path


QUICKLY = ("--n-trials", 1, "--cv", 2, "-q", "--n-jobs", 1)


def test_several_labels_have_a_column_each(lepton, weather):
    lepton(
        *("fit", weather, "--target", "rain,wind", "--drop", "heat,cold", "-o", "m"),
        *("--estimators", "gaussian_nb", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather, "--proba").out)
    assert list(found) == [
        "rain",
        "wind",
        "probability of rain",
        "probability of wind",
    ]
    assert ((found["probability of rain"] >= 0.5) == found["rain"]).all()
    answer = lepton("evaluate", "m", weather, "--metric", "f1_macro", "--csv")
    assert float(read(answer.out)["value"].iloc[0]) > 0.9
    assert "'rain'" not in answer.err


def test_several_numbers_have_a_column_each(lepton, weather):
    lepton(
        *("fit", weather, "--target", "heat,cold", "--drop", "rain,wind", "-o", "m"),
        *("--estimators", "ridge", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather).out)
    assert list(found) == ["heat", "cold"]
    assert read(lepton("evaluate", "m", weather, "--csv").out)["value"].iloc[0] > 0.9


def test_quantiles_are_named_by_their_levels(lepton, weather):
    lepton(
        *("fit", weather, "--target", "heat", "--drop", "rain,wind,cold", "-o", "m"),
        *("--quantiles", "0.1,0.9", "--estimators", "linear_quantiles", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather).out)
    assert list(found) == ["heat=0.1", "heat=0.9"]
    answer = lepton("predict", "m", weather, "--proba")
    assert "no probabilities" in answer.err
