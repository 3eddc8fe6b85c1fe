from dataclasses import replace

import pytest

from lepton_automl.report.meter import WATTS, Usage
from lepton_automl.report.page.compute import compute


def test_what_was_estimated_says_so_and_from_what(two):
    usage = Usage(10.0, 300.0)
    record = replace(two.subject.record, usage=usage)
    found = compute(replace(two.subject, record=record), two.test)
    assert (found["source"], found["watts"]) == ("estimated", WATTS)
    assert found["watt_hours"] == pytest.approx(300 * WATTS / 3600)
    assert found["predict"]["n_rows"] == 120


def test_what_was_measured_says_so(two):
    record = replace(two.subject.record, usage=Usage(10.0, 300.0, joules=7200.0))
    found = compute(replace(two.subject, record=record), None)
    assert (found["source"], found["watts"], found["watt_hours"]) == ("measured", None, 2.0)
    assert found["predict"] is None


def test_a_model_that_was_loaded_knows_the_time_of_its_fits(two):
    found = compute(replace(two.subject, record=None, history=None), two.left_out)
    fits = sum(row["seconds"] for row in two.subject.manifest["leaderboard"])
    assert found["source"] == "fits"
    assert found["watt_hours"] == pytest.approx(fits * WATTS / 3600)
    assert found["seconds"] is None


def test_formats_that_were_measured_are_told(two):
    formats = {"joblib": {"size": 9, "latency_ms": 0.5, "rows_per_second": 7, "other": 1}}
    subject = replace(two.subject, manifest={**two.subject.manifest, "formats": formats})
    assert compute(subject, None)["formats"]["joblib"] == {
        "size": 9,
        "latency_ms": 0.5,
        "rows_per_second": 7,
    }
