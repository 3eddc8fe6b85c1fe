from __future__ import annotations

from dataclasses import replace

from lepton_automl.plugin import Choice, EstimatorSpec, Float, Input, KindSpec
from lepton_automl.prepare import space
from lepton_automl.prepare.space import as_asked, defaults
from lepton_automl.task import Schema


def test_the_preparation_varies_beside_the_estimator(registry, specs, task):
    spec = replace(specs["dense"], space={"C": Float(0.1, 10)})

    found = space(spec, task, registry.kinds)

    assert found["C"] == Float(0.1, 10)
    assert found["number__scaling"].values[0] == "standard"
    assert found["category__encoding"].values[0] == "onehot"
    assert found["category__many"].values[0] == "target"
    assert {name.split("__")[0] for name in found if "__" in name} == {
        "number",
        "category",
        "datetime",
        "text",
    }


def test_trees_on_clean_numbers_have_nothing_to_vary(registry, specs, numbers):
    assert space(specs["trees"], numbers, registry.kinds) == {}


def test_rows_of_several_kinds_are_dense_where_both_claims_do_not_hold_at_once(
    registry, specs, task, numbers
):
    forest = replace(specs["trees"], handles={"missing", "sparse"})
    booster = replace(forest, handles={"missing", "sparse", "missing_in_sparse"})

    assert as_asked(forest, task).handles == {"missing"}
    assert as_asked(booster, task) is booster
    assert as_asked(forest, numbers) is forest
    assert as_asked(specs["sparse"], task) is specs["sparse"]


def test_few_rows_leave_the_target_out(registry, specs, task):
    found = space(specs["dense"], replace(task, n_rows=50), registry.kinds)

    assert "target" not in found["category__many"].values


def test_conditions_get_the_prefix_too_and_single_choices_go():
    def varies(spec, inputs, task):
        return {
            "mode": Choice("a", "b"),
            "depth": Float(0, 1, when={"mode": "b"}),
            "tint": Choice("x", "y", when={"mode": "a"}),
            "fixed": Choice("only"),
        }

    kinds = {"image": KindSpec("image", "array", "x:y", "x:y", space=varies)}
    spec = EstimatorSpec("net", "x:y", {"binary"}, accepts={"image"})
    schema = Schema("array", (Input(None, "image"),))

    found = space(spec, _task(schema), kinds)

    assert found["image__depth"] == Float(0, 1, when={"image__mode": "b"})
    assert found["image__tint"].when == {"image__mode": "a"}
    assert "image__fixed" not in found


def test_defaults_are_the_first_of_each_choice_that_exists():
    found = defaults(
        {
            "mode": Choice("a", "b"),
            "tint": Choice("x", "y", when={"mode": "a"}),
            "shade": Choice("x", "y", when={"mode": "b"}),
            "depth": Float(0, 1),
        }
    )

    assert found == {"mode": "a", "tint": "x"}


def _task(schema):
    from lepton_automl.plugin import Task

    return Task("binary", schema, n_rows=10, classes=(0, 1))
