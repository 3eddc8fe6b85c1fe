import numpy as np
import pandas as pd
import pytest

from lepton_automl.explain import Columns
from lepton_automl.report.page.segments import errors_of, groups, segments
from lepton_automl.task import Input, Schema, Task

RANDOM = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "size": RANDOM.normal(size=400),
        "colour": RANDOM.choice(["red", "blue"], 400).astype(object),
    }
)
COLUMNS = Columns(tuple(X), X)
SCHEMA = Schema("table", (Input("size", "number"), Input("colour", "category")))
CLASSES = Task("binary", SCHEMA, 400, ("n", "y"))
NUMBERS = Task("regression", SCHEMA, 400)


def test_where_it_errs_is_found():
    errors = ((X["colour"] == "red") & (RANDOM.random(400) < 0.5)).to_numpy(float)
    found = segments(CLASSES, COLUMNS, errors, np.ones(400), ["size", "colour"])
    worst = found["rows"][0]
    assert (worst["column"], worst["segment"], worst["worse"]) == ("colour", "red", True)
    red = (X["colour"] == "red").to_numpy()
    assert (worst["n"], worst["error"]) == (red.sum(), pytest.approx(errors[red].mean()))
    assert worst["low"] < worst["error"] < worst["high"]
    assert worst["baseline"] == 1.0
    assert found["overall"]["error"] == pytest.approx(errors.mean())
    assert found["n_looked_at"] == 6


def test_errors_of_numbers_have_intervals_of_means():
    errors = np.abs(X["size"].to_numpy())
    found = segments(NUMBERS, COLUMNS, errors, None, ["size"])
    assert found["measure"] == "off"
    assert len([row for row in found["rows"] if row["worse"]]) == 2  # the outer quarters
    assert found["rows"][0]["baseline"] is None


def test_few_rows_are_no_segment():
    part = COLUMNS.take(np.arange(30))
    found = segments(CLASSES, part, np.zeros(30), None, ["size"])
    assert found["rows"] == []


@pytest.mark.parametrize(
    ("values", "kind", "names"),
    [
        (np.array([1.0, 2.0, np.nan, 2.0]), "number", ["= 1", "= 2", "missing"]),
        (np.arange(8.0), "number", ["0 to 1.75", "1.75 to 3.5", "3.5 to 5.25", "5.25 to 7"]),
        (np.array([0.0, 1.0, 1.0]), "boolean", ["True", "False"]),
        (np.array(["a", "", "b"], dtype=object), "text", ["missing"]),
        (np.array([np.nan, np.nan]), "number", ["missing"]),
        (
            np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[ns]"),
            "datetime",
            ["= 2024-01-01", "= 2024-01-02"],
        ),
    ],
    ids=["few", "many", "flags", "text", "empty", "times"],
)
def test_segments_cover_all_rows_once(values, kind, names):
    found = list(groups(values, kind))
    assert [name for name, _ in found] == names
    if kind != "text":
        assert sum(rows for _, rows in found).tolist() == [1] * len(values)


def test_what_an_error_is():
    y = np.array([0, 1, 1])
    assert errors_of(y, np.zeros((3, 2)), np.array([0, 0, 1])).tolist() == [0.0, 1.0, 0.0]
    assert errors_of(y.astype(float), np.array([0.5, 1.0, 1.0]), None).tolist() == [0.5, 0, 0]
    assert errors_of(y, np.array([{}, {}, {}], dtype=object), None) is None
