import numpy as np
import pytest

from lepton_automl.report.page.residuals import POINTS, residuals

RANDOM = np.random.default_rng(0)
Y = RANDOM.normal(size=800)
SAID = Y + 0.3 * RANDOM.normal(size=800)


def test_how_large_errors_are_with_intervals_beside_the_baseline():
    found = residuals(Y, SAID, np.zeros(800), random_state=0)
    for row in found["errors"]:
        assert row["value"] == pytest.approx(np.quantile(np.abs(Y - SAID), row["share"]))
        assert row["baseline"] == pytest.approx(np.quantile(np.abs(Y), row["share"]))
        assert row["low"] <= row["value"] <= row["high"]
    assert found["mean"] == pytest.approx((Y - SAID).mean())


def test_some_points_are_drawn_and_all_rows_counted():
    found = residuals(Y, SAID, None, random_state=0)
    assert len(found["points"]["true"]) == POINTS
    assert sum(found["histogram"]["model"]) == 800
    assert found["histogram"]["baseline"] is None
    assert sum(b["n"] for b in found["bins"]) == 800


def test_quartiles_of_each_bin_are_in_order():
    for b in residuals(Y, SAID, None, random_state=0)["bins"]:
        assert b["low"] <= b["first"] <= b["middle"] <= b["third"] <= b["high"]


def test_a_model_that_always_says_the_same_has_no_bins():
    found = residuals(np.ones(9), np.ones(9), np.ones(9), random_state=0)
    assert found["bins"] == []
    assert sum(found["histogram"]["model"]) == 9
