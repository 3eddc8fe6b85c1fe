from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from lepton_automl.errors import InputError
from lepton_automl.report.page.fairness import FEWEST, as_groups, fairness


@pytest.fixture(scope="module")
def found(two):
    given = replace(
        two.test, sensitive=as_groups(two.X_test["colour"]), sensitive_name="colour"
    )
    return fairness(two.subject, given, random_state=0)


def test_measures_of_each_group_are_scikit_learns(two, found):
    y, named = two.test.y, two.test.decision
    for group in found["groups"]:
        rows = (two.X_test["colour"] == group["group"]).to_numpy()
        assert group["n"] == rows.sum()
        values = {name: v["value"] for name, v in group["values"].items()}
        assert values["accuracy"] == pytest.approx(metrics.accuracy_score(y[rows], named[rows]))
        assert values["selection rate"] == pytest.approx(named[rows].mean())
        assert values["true positive rate"] == pytest.approx(
            metrics.recall_score(y[rows], named[rows])
        )
        assert values["false positive rate"] == pytest.approx(
            1 - metrics.recall_score(y[rows], named[rows], pos_label=0)
        )


def test_intervals_are_around_the_values(found):
    for group in found["groups"]:
        for value in group["values"].values():
            assert value["low"] <= value["value"] + 1e-9
            assert value["value"] <= value["high"] + 1e-9
    assert any(v["high"] > v["low"] for v in found["groups"][0]["values"].values())


def test_differences_are_the_greatest_between_two_groups(found):
    for row in found["differences"]:
        values = [g["values"][row["measure"]]["value"] for g in found["groups"]]
        assert row["value"] == pytest.approx(max(values) - min(values))
        assert row["low"] >= 0


def test_groups_of_few_rows_are_marked(two):
    groups = np.array(["many"] * (120 - FEWEST + 1) + ["few"] * (FEWEST - 1), dtype=object)
    given = replace(two.test, sensitive=groups, sensitive_name="g")
    found = fairness(two.subject, given, random_state=0)
    assert {g["group"]: g["few"] for g in found["groups"]} == {"many": False, "few": True}


def test_numbers_are_judged_by_their_errors(numbers):
    given = replace(numbers.test, sensitive=as_groups(numbers.X_test["sold"]))
    found = fairness(numbers.subject, given, random_state=0)
    assert found["measures"] == ["mean absolute error", "mean error"]
    rows = numbers.X_test["sold"].to_numpy()
    off = numbers.test.prediction[rows] - numbers.test.y[rows]
    sold = next(g for g in found["groups"] if g["group"] == "True")["values"]
    assert sold["mean error"]["value"] == pytest.approx(off.mean())
    assert sold["mean absolute error"]["value"] == pytest.approx(np.abs(off).mean())


def test_without_a_sensitive_column_there_is_nothing(two):
    assert fairness(two.subject, two.test, random_state=0) is None


def test_many_numbers_become_quarters_in_their_order(numbers):
    groups = as_groups(numbers.X_test["noise"])
    assert len(set(groups)) == 4
    given = replace(numbers.test, sensitive=groups)
    found = fairness(numbers.subject, given, random_state=0)
    starts = [float(g["group"].split(" ")[0]) for g in found["groups"]]
    assert starts == sorted(starts)


def test_more_groups_than_can_be_compared_are_refused():
    with pytest.raises(InputError, match="'id' has 99 groups.*at most 30, or merge"):
        as_groups([f"id{i}" for i in range(99)], "id")
