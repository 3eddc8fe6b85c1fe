from __future__ import annotations

import pytest

from lepton_automl.plugin import EstimatorSpec, Input, KindSpec
from lepton_automl.prepare.route import routes, target_of
from lepton_automl.task import Schema


def test_kinds_that_are_not_accepted_become_one_that_is(registry, specs, task):
    ways = routes(specs["trees"], task.schema, registry.kinds)

    assert {w.target for w in ways} == {"number"}
    assert [w.kind for w in ways] == ["number", "category", "boolean", "datetime", "text"]


def test_accepted_categories_come_first_and_crowded_ones_become_numbers(registry, specs, task):
    ways = routes(specs["native"], task.schema, registry.kinds)

    assert (ways[0].kind, ways[0].target) == ("category", "category")
    assert [i.name for i in ways[0].inputs] == ["color", "city"]
    (crowded,) = [w for w in ways[1:] if w.kind == "category"]
    assert (crowded.target, [i.name for i in crowded.inputs]) == ("number", ["street"])


def test_an_accepted_kind_that_nobody_prepares_goes_as_it_is():
    spec = EstimatorSpec("net", "x:y", {"binary"}, accepts={"image"})
    kinds = {"image": KindSpec("image", "array", "x:y", "x:y")}
    given = Input(None, "image")

    (way,) = routes(spec, Schema("array", (given,)), kinds)

    assert (way.target, way.convert) == ("image", None)


def test_the_first_kind_that_is_accepted_is_taken():
    spec = EstimatorSpec("net", "x:y", {"binary"}, accepts={"tokens", "number"})
    kinds = {
        "speech": KindSpec("speech", "array", "x:y", "x:y", {"tokens": "a", "number": "b"})
    }

    assert target_of(Input(None, "speech"), spec, kinds) == "tokens"
    assert target_of(Input(None, "unheard"), spec, kinds) is None


def test_an_input_without_a_way_is_an_error(registry, task):
    spec = EstimatorSpec("net", "x:y", {"binary"}, accepts={"image"})

    with pytest.raises(ValueError, match="'net' cannot take"):
        routes(spec, task.schema, registry.kinds)
