from __future__ import annotations

import pytest

from lepton_automl import builtin
from lepton_automl._lazy import resolve
from lepton_automl.plugin.registry import BUILTIN, OFFERS


@pytest.mark.parametrize("sort", sorted(OFFERS))
def test_what_ships_is_offered_by_a_hook_and_taken_by_the_registry(registry, sort):
    offers = getattr(builtin, f"lepton_register_{sort}")()
    names = [offer.name for offer in offers]
    assert len(set(names)) == len(names)
    assert {n for n in getattr(registry, sort) if registry.owner(sort, n) == BUILTIN} == set(
        names
    )


def test_every_family_offers_something():
    for family in builtin.FAMILIES:
        assert family.ESTIMATORS, family.__name__


def test_estimators_name_types_of_task_and_kinds_that_are_offered(registry):
    for spec in registry.estimators.values():
        assert spec.tasks <= set(registry.tasks), spec.name
        assert spec.accepts <= set(registry.kinds), spec.name


def test_types_of_task_and_metrics_know_each_other(registry):
    for task in registry.tasks.values():
        assert task.metrics, task.name
        for name in task.metrics:
            assert task.name in registry.metrics[name].tasks, (task.name, name)


def test_kinds_become_kinds_that_are_offered(registry):
    for kind in registry.kinds.values():
        assert set(kind.becomes) <= set(registry.kinds), kind.name


def test_every_reference_leads_somewhere(registry):
    for task in registry.tasks.values():
        given = [task.recognise, task.target, task.baseline, task.outputs]
        assert all(callable(resolve(reference)) for reference in given if reference)
    for metric in registry.metrics.values():
        assert callable(resolve(metric.function)), metric.name
    for kind in registry.kinds.values():
        made = [kind.recognise, kind.read, *kind.becomes.values()]
        assert all(callable(resolve(reference)) for reference in made), kind.name


def test_nothing_that_ships_needs_a_package_that_is_not_installed(registry):
    assert registry.unavailable() == {}
