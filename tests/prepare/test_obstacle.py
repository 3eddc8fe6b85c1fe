from __future__ import annotations

from dataclasses import replace

import pytest

from lepton_automl.plugin import EstimatorSpec, Input
from lepton_automl.prepare import obstacle
from lepton_automl.task import Schema


def test_what_can_be_learned_has_no_obstacle(registry, specs, task, numbers):
    for spec in specs.values():
        assert obstacle(spec, task, registry.kinds) is None
        assert obstacle(spec, numbers, registry.kinds) is None


def test_another_type_of_task_is_an_obstacle(registry, specs, task):
    found = obstacle(specs["dense"], replace(task, type="ranking"), registry.kinds)

    assert found == (
        "'dense' does not learn tasks of type 'ranking'; it learns 'binary', 'multiclass'."
    )


def test_a_missing_package_is_named_with_its_installation(registry, specs, task):
    found = obstacle(replace(specs["dense"], requires=("nowhere",)), task, registry.kinds)

    assert found == "'dense' needs nowhere: pip install nowhere."


def test_a_kind_without_a_way_names_the_column(registry, task):
    spec = EstimatorSpec("net", "x:y", {"binary"}, accepts={"image"})

    assert "Column 'size' has kind 'number'" in str(obstacle(spec, task, registry.kinds))
    whole = replace(task, schema=Schema("object", (Input(None, "sequence"),)))
    assert "X has kind 'sequence'" in str(obstacle(spec, whole, registry.kinds))


def test_weights_are_an_obstacle_only_where_they_are_given(registry, specs, task):
    weighted = replace(task, weighted=True)

    assert obstacle(specs["sparse"], weighted, registry.kinds) is None
    assert obstacle(specs["dense"], weighted, registry.kinds) == (
        "'dense' cannot use sample_weight."
    )


def test_numbers_below_0_are_an_obstacle_to_what_is_for_positive_ones(registry, specs, task):
    spec = EstimatorSpec("counts", "x:y", {"regression"}, positive_only=True)
    numbers = replace(task, type="regression", classes=None)

    assert obstacle(spec, replace(numbers, positive=True), registry.kinds) is None
    assert obstacle(spec, numbers, registry.kinds) == (
        "'counts' learns no numbers below 0, but y holds some, or 0 alone."
    )


def test_too_many_rows_are_an_obstacle(registry, specs, task):
    found = obstacle(replace(specs["dense"], max_rows=399), task, registry.kinds)

    assert found == "'dense' is for at most 399 rows; there are 400."


@pytest.mark.parametrize(("width", "fits"), [(1000, True), (10_000_000, False)])
def test_a_huge_sparse_matrix_is_not_made_dense(width, fits, registry, specs, numbers):
    wide = replace(numbers, schema=Schema("sparse", (Input(None, "number", width),)))

    assert obstacle(specs["sparse"], wide, registry.kinds) is None
    assert (obstacle(specs["dense"], wide, registry.kinds) is None) is fits
