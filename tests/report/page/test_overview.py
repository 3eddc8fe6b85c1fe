import numpy as np
import pandas as pd
import pytest

from lepton_automl.explain import Columns
from lepton_automl.report.page.overview import FEWEST, kind_of, overview, target
from lepton_automl.task import Input, Schema, Task


def column(report, name):
    return next(c for c in report["data"]["columns"] if c["name"] == name)


def test_each_column_is_told_by_its_kind(two):
    age, colour = column(two.report, "age"), column(two.report, "colour")
    assert age["missing"] == pytest.approx(two.X["age"].isna().mean())
    assert age["missing_test"] == pytest.approx(two.X_test["age"].isna().mean())
    assert age["least"] == pytest.approx(two.X["age"].min())
    assert sum(age["histogram"]) == two.X["age"].notna().sum()
    shares = {level["level"]: level["share"] for level in colour["levels"]}
    assert shares == pytest.approx(two.X["colour"].value_counts(normalize=True).to_dict())
    assert column(two.report, "when")["first"] == str(two.X["when"].min())[:10]
    assert two.report["data"]["kinds"]["number"] == 2


def test_a_level_that_few_rows_have_is_not_named():
    names = ["common"] * 20 + ["John Doe"] * (FEWEST - 1)
    X = pd.DataFrame({"who": np.array(names, dtype=object)})
    task = Task("regression", Schema("table", (Input("who", "category"),)), n_rows=24)
    found = overview(task, Columns(("who",), X), None)["columns"][0]
    assert [level["level"] for level in found["levels"]] == ["common"]
    assert found["distinct"] == 2


def test_texts_are_told_by_their_length_alone():
    X = pd.DataFrame({"note": np.array(["secret words", "", "more"], dtype=object)})
    task = Task("regression", Schema("table", (Input("note", "text"),)), n_rows=3)
    found = overview(task, None, Columns(("note",), X))["columns"][0]
    assert found["missing"] == pytest.approx(1 / 3)
    assert found["length"] == 8.0
    assert "secret" not in str(found)


def test_the_target_is_told_for_both_sets_of_rows(two, numbers):
    classes = two.report["target"]["classes"]
    assert sum(c["train"] for c in classes) == pytest.approx(1.0)
    assert classes[1]["test"] == pytest.approx((two.y_test == "yes").mean())
    values = numbers.report["target"]
    assert sum(values["train"]) + sum(values["test"]) == 300


def test_a_target_of_objects_is_passed_over():
    task = Task("odd", Schema("array", (Input(None, "number"),)), n_rows=2)
    assert target(task, np.array([{}, {}], dtype=object), None) == {"sort": "other"}


def test_columns_of_an_array_have_the_kind_of_the_array():
    task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=2)
    assert kind_of(task, 2) == "number"


def test_columns_left_out_are_named_with_the_reason():
    schema = Schema("table", (Input("a", "number"),), left_out=(("id", "all different"),))
    found = overview(Task("regression", schema, n_rows=2), None, None)
    assert found["left_out"] == [{"column": "id", "reason": "all different"}]
    assert found["columns"] == []
