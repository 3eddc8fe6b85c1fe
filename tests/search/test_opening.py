"""The opening alternates between families, cheapest first."""

import pytest

from lepton_automl.plugin import Choice, Cost, EstimatorSpec, Int
from lepton_automl.search import opening
from lepton_automl.search.opening import WORD, expected_seconds
from lepton_automl.task import Input, Schema, Task

TASK = Task("binary", Schema("array", (Input(None, "number", 10),)), n_rows=1_000)


def spec(name, seconds, openings=({},), family=""):
    cost = Cost(base=seconds, rate=0.0)
    return EstimatorSpec(name, "m:X", {"binary"}, opening=openings, cost=cost, family=family)


def names(book):
    return [str(c) for c in book]


def test_the_cheapest_family_comes_first_and_each_once_before_any_twice():
    slow = spec("slow", 9.0, ({"a": 1}, {"a": 2}))
    quick = spec("quick", 1.0, ({"b": 1}, {"b": 2}))
    assert names(opening([slow, quick], TASK)) == [
        "quick(b=1)",
        "slow(a=1)",
        "quick(b=2)",
        "slow(a=2)",
    ]


def test_specs_of_one_family_take_turns():
    specs = [spec("ridge", 1.0, family="linear"), spec("lasso", 1.0, family="linear")]
    assert names(opening([*specs, spec("tree", 2.0)], TASK)) == ["ridge()", "tree()", "lasso()"]


def test_a_configuration_is_opened_once():
    assert len(opening([spec("a", 1.0, ({"x": 1}, {"x": 1}))], TASK)) == 1


def test_a_spec_without_opening_is_not_opened():
    assert opening([spec("dummy", 1.0, ())], TASK) == []


def test_priors_grow_with_the_task():
    costly = EstimatorSpec("x", "m:X", {"binary"}, cost=Cost(base=1.0, rate=1e-4))
    assert expected_seconds(costly, TASK) == 2.0


def test_what_usually_wins_is_opened_sooner_than_its_cost_says():
    usual = EstimatorSpec(
        "usual", "m:X", {"binary"}, cost=Cost(base=2.0, rate=0.0), priority=4.0
    )
    assert names(opening([spec("quick", 1.0), usual], TASK)) == ["usual()", "quick()"]


def test_where_trials_are_counted_what_usually_wins_alternates_with_what_is_cheap():
    cheap = [spec(name, seconds) for name, seconds in (("a", 1.0), ("b", 2.0), ("c", 3.0))]
    dear = Cost(base=900.0, rate=0.0)
    usual = EstimatorSpec("usual", "m:X", {"binary"}, cost=dear, priority=4.0)
    book = opening([*cheap, usual], TASK, by_trials=True)
    assert names(book) == ["usual()", "a()", "b()", "c()"]
    assert names(opening([*cheap, usual], TASK))[-1] == "usual()"


def test_only_what_is_not_zero_costs_unless_it_must_be_made_dense():
    cost = Cost(base=0.0, rate=1e-6)
    thrifty = EstimatorSpec("thrifty", "m:X", {"binary"}, handles={"sparse"}, cost=cost)
    dense = EstimatorSpec("dense", "m:X", {"binary"}, cost=cost)
    schema = Schema("sparse", (Input(None, "number", 10_000),))
    task = Task("binary", schema, n_rows=1_000, density=0.001)
    assert expected_seconds(thrifty, task) == pytest.approx(0.01)
    assert expected_seconds(dense, task) > 10.0


def test_what_suits_the_kinds_is_opened_before_all_others():
    suited = EstimatorSpec(
        "suited", "m:X", {"binary"}, suits={"text"}, opening=({"a": 1}, {"a": 2}),
        cost=Cost(base=9.0),
    )  # fmt: skip
    texts = Task("binary", Schema("table", (Input("note", "text", 9),), ("note",)), n_rows=99)
    mixed = Schema("table", (*texts.schema.inputs, Input("size", "number")), ("note", "size"))
    alone = names(opening([spec("quick", 1.0), suited], texts))
    assert alone == ["suited(a=1)", "suited(a=2)", "quick()"]
    beside = opening([spec("quick", 1.0), suited], Task("binary", mixed, n_rows=99))
    assert names(beside)[0] == "quick()"


def test_a_text_is_as_many_columns_as_it_has_words():
    cost = Cost(base=0.0, rate=1e-6)
    counted = EstimatorSpec("counted", "m:X", {"binary"}, cost=cost)
    schema = Schema(
        "table", (Input("note", "text", 99), Input("size", "number")), ("note", "size")
    )
    task = Task("binary", schema, n_rows=1_000)
    assert expected_seconds(counted, task) == pytest.approx(1e-6 * 1_000 * 101 + 99_000 * WORD)


def test_what_is_chosen_of_a_preparation_counts_where_there_is_such_a_choice():
    ranked = {"x": 1, "number__scaling": "quantile"}
    each = spec("a", 1.0, ({"x": 1}, ranked, {"x": 2, "number__scaling": "none"}))
    space = {"x": Int(1, 3)}
    scaled = {**space, "number__scaling": Choice("standard", "quantile")}

    assert names(opening([each], TASK, spaces={"a": scaled})) == [
        "a(x=1)",
        "a(number__scaling='quantile', x=1)",
        "a(x=2)",
    ]
    assert names(opening([each], TASK, spaces={"a": space})) == ["a(x=1)", "a(x=2)"]
