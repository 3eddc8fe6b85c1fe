from dataclasses import replace

import numpy as np
import pytest
from sklearn.inspection import permutation_importance

from lepton_automl.errors import InputError
from lepton_automl.report.page.influence import (
    attributions,
    curves,
    importance_out_of_fold,
    importances,
)


def test_importance_is_what_scikit_learn_computes(numbers):
    found = importances(numbers.subject, numbers.test, seconds=60, random_state=0)
    model, X = numbers.automl.model_, numbers.test.columns.X
    true = permutation_importance(
        model,
        X,
        numbers.test.y,
        scoring="neg_root_mean_squared_error",
        n_repeats=5,
        random_state=0,
    )
    means = {row["column"]: row["importance"] for row in found["columns"]}
    assert [means[c] for c in X.columns] == pytest.approx(true.importances_mean.tolist())
    assert found["better"] == "lower"
    assert found["n_left_out"] == 0


def test_rows_left_out_are_shuffled_for_what_has_not_seen_them(two):
    found = importance_out_of_fold(two.subject, None, time_budget=60)
    assert set(found["column"]) == set(two.X.columns)
    assert found["column"][0] == "colour"
    other = importance_out_of_fold(two.subject, "accuracy", time_budget=60)
    assert not np.allclose(other["importance"], found["importance"])


def test_a_fit_without_columns_has_none_to_look_at(two):
    record = replace(two.subject.record, X=None)
    with pytest.raises(InputError, match="Pass X and y"):
        importance_out_of_fold(replace(two.subject, record=record), None)


def test_attributions_are_of_the_second_class_with_the_greatest_first(two):
    found = two.report["attributions"]
    means = [column["mean"] for column in found["columns"]]
    assert means == sorted(means, reverse=True)
    assert found["output"] == "yes"
    for column in found["columns"]:
        assert len(column["values"]) == len(column["ranks"]) == found["n_rows"] == 12
        assert column["mean"] == pytest.approx(np.abs(column["values"]).mean())
    ranks = {c["column"]: c["ranks"] for c in found["columns"]}
    assert all(rank is None for rank in ranks["colour"])
    assert any(rank is not None for rank in ranks["age"])


def test_of_several_classes_the_commonest_is_explained(three):
    assert three.report["attributions"]["output"] == str(np.bincount(three.test.y).argmax())


def test_what_takes_too_long_says_so(two):
    found = attributions(two.subject, two.test, None, seconds=1e-9, random_state=0)
    assert "longer time_budget" in found["reason"]


def test_dependence_is_drawn_for_the_first_columns(two):
    found = curves(two.subject, two.test, ["colour", "age"], seconds=60, random_state=0)
    assert [curve["column"] for curve in found] == ["colour", "age"]
    (output,) = found[0]["outputs"]
    assert output["output"] == "yes"
    means = dict(zip(found[0]["values"], output["mean"], strict=True))
    assert max(means, key=means.get) == "red"


def test_each_class_has_its_dependence(three):
    outputs = three.report["dependence"][0]["outputs"]
    assert [o["output"] for o in outputs] == ["0", "1", "2"]
    sums = np.sum([o["mean"] for o in outputs], axis=0)
    assert sums == pytest.approx(1.0)


def test_without_columns_there_is_nothing_to_look_at(two):
    blind = replace(two.test, columns=None)
    settings = {"seconds": 9.0, "random_state": 0}
    assert importances(two.subject, blind, **settings) is None
    assert attributions(two.subject, blind, None, **settings) is None
    assert curves(two.subject, blind, ["age"], **settings) == []
