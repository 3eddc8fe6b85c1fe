from __future__ import annotations

import logging
import pickle
import sys
import types

import click
import pytest

from lepton_automl.budget import Budget
from lepton_automl.plugin import (
    DatasetSpec,
    EstimatorSpec,
    KindSpec,
    MetricSpec,
    PluginError,
    Registry,
    hookimpl,
)
from lepton_automl.plugin.registry import BUILTIN, OFFERS
from lepton_automl.task import Input, Schema, Task

RIDGE = EstimatorSpec("toy_ridge", "sklearn.linear_model:Ridge", tasks={"regression"})
TASK = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=10)

GOOD = """
    from lepton_automl.plugin import EstimatorSpec, hookimpl

    @hookimpl
    def lepton_register_estimators():
        return [EstimatorSpec("{name}", "sklearn.linear_model:Ridge", tasks={{"regression"}})]
    """


def plugin(**hooks):
    """Return a module-like object with the functions given, marked as hooks."""
    module = types.ModuleType("toy")
    for name, function in hooks.items():
        setattr(module, name, hookimpl(function))
    return module


def info(registry, name):
    return next(i for i in registry.plugins if i.name == name)


def test_what_ships_comes_through_the_same_door(registry):
    shipped = info(registry, BUILTIN)
    assert shipped.error is None
    assert set(shipped.offers) == set(OFFERS)
    assert all(shipped.offers[sort] for sort in OFFERS)


def test_an_offer_is_found_by_its_name_and_knows_its_plugin(registry):
    registry.add(plugin(lepton_register_estimators=lambda: [RIDGE]))
    assert registry.get("estimators", "toy_ridge") is RIDGE
    assert registry.owner("estimators", "toy_ridge") == "toy"
    assert info(registry, "toy").offers == {"estimators": ("toy_ridge",)}


def test_a_name_that_is_not_offered_gets_the_near_miss(registry):
    registry.add(plugin(lepton_register_estimators=lambda: [RIDGE]))
    with pytest.raises(PluginError, match="No estimator is named 'toy_rigde'.*'toy_ridge'"):
        registry.get("estimators", "toy_rigde")


def test_a_class_instance_can_be_a_plugin(registry):
    class Toy:
        @hookimpl
        def lepton_register_metrics(self):
            return [MetricSpec("zero", "math:fsum", tasks={"regression"})]

    registry.add(Toy())
    assert registry.owner("metrics", "zero") == "Toy"


def test_a_notebook_adds_the_module_it_is_in(registry):
    notebook = plugin(lepton_register_estimators=lambda: [RIDGE])
    notebook.__name__ = "__main__"
    registry.add(notebook)
    assert registry.owner("estimators", "toy_ridge") == "__main__"


def test_adding_the_same_plugin_again_changes_nothing(registry):
    toy = plugin(lepton_register_estimators=lambda: [RIDGE])
    registry.add(toy)
    before = registry.plugins
    registry.add(toy)
    registry.add(toy, name="by_another_name")
    assert registry.plugins == before


def test_another_plugin_of_the_same_name_is_refused(registry):
    registry.add(plugin())
    with pytest.raises(PluginError, match="'toy' is registered already"):
        registry.add(plugin())


def test_a_misspelt_hook_is_refused_with_the_near_miss(registry):
    with pytest.raises(PluginError, match="'lepton_register_estimaters'.*_estimators'"):
        registry.add(plugin(lepton_register_estimaters=lambda: [RIDGE]))


def test_a_hook_with_a_strange_argument_is_refused_by_its_name(registry):
    with pytest.raises(PluginError, match="tusk"):
        registry.add(plugin(lepton_fit_started=lambda tusk: None))


def test_a_hook_without_its_mark_is_not_passed_over_in_silence(registry):
    toy = plugin()
    toy.lepton_register_estimators = lambda: [RIDGE]
    with pytest.raises(PluginError, match="'lepton_register_estimators' with @hookimpl"):
        registry.add(toy)


@pytest.mark.parametrize(
    "offers",
    [lambda: [RIDGE, "ridge"], lambda: [MetricSpec("zero", "math:fsum", tasks=())]],
)
def test_an_offer_of_the_wrong_sort_is_refused(registry, offers):
    with pytest.raises(PluginError, match="'toy'.*must offer EstimatorSpec, got"):
        registry.add(plugin(lepton_register_estimators=offers))


@pytest.mark.parametrize("offers", [lambda: None, lambda: RIDGE])
def test_what_is_no_list_of_offers_is_refused_with_the_hook_named(registry, offers):
    with pytest.raises(PluginError, match="'toy': lepton_register_estimators must return"):
        registry.add(plugin(lepton_register_estimators=offers))


def test_a_spec_that_refuses_its_arguments_names_the_plugin(registry):
    def offers():
        return [EstimatorSpec("toy", "a:b", tasks={"regression"}, handles={"mising"})]

    with pytest.raises(PluginError, match=r"'toy'.*'mising'.*'missing'"):
        registry.add(plugin(lepton_register_estimators=offers))


def test_a_generator_that_raises_late_is_refused_like_any_other(registry):
    def offers():
        yield RIDGE
        raise RuntimeError("halfway")

    with pytest.raises(PluginError, match="'toy': lepton_register_estimators.*halfway"):
        registry.add(plugin(lepton_register_estimators=offers))
    assert "toy_ridge" not in registry.estimators


def test_a_refused_plugin_leaves_nothing_behind(registry):
    kinds = dict(registry.kinds)
    bad = plugin(
        lepton_register_kinds=lambda: [KindSpec("colour", "column", "a:b", "a:c")],
        lepton_register_datasets=lambda: ["not a spec"],
    )
    with pytest.raises(PluginError, match="DatasetSpec"):
        registry.add(bad)
    assert registry.kinds == kinds
    assert "toy" not in [i.name for i in registry.plugins]
    registry.add(plugin(lepton_register_estimators=lambda: [RIDGE]))
    assert registry.owner("estimators", "toy_ridge") == "toy"


def test_two_offers_of_one_name_name_both_plugins(registry):
    registry.add(plugin(lepton_register_estimators=lambda: [RIDGE]), name="first")
    with pytest.raises(PluginError, match="'first' and 'second' both offer .*'toy_ridge'"):
        registry.add(plugin(lepton_register_estimators=lambda: [RIDGE]), name="second")


def test_two_offers_of_one_name_in_one_plugin_are_refused(registry):
    with pytest.raises(PluginError, match="'toy' and 'toy' both offer"):
        registry.add(plugin(lepton_register_estimators=lambda: [RIDGE, RIDGE]))


def test_one_name_may_stand_for_offers_of_two_sorts(registry):
    data = DatasetSpec("toy_ridge", "a:b")
    registry.add(
        plugin(
            lepton_register_estimators=lambda: [RIDGE],
            lepton_register_datasets=lambda: [data],
        )
    )
    assert registry.get("datasets", "toy_ridge") is data


def test_missing_packages_are_told_by_estimator(registry):
    spec = EstimatorSpec("far", "no_such_package:A", {"binary"}, requires=("no_such_package",))
    registry.add(plugin(lepton_register_estimators=lambda: [RIDGE, spec]))
    assert registry.unavailable() == {"far": ("no_such_package",)}


def test_an_observer_is_given_the_arguments_it_asks_for(registry):
    seen = []
    registry.add(plugin(lepton_fit_started=lambda budget: seen.append(budget)))
    registry.tell("fit_started", task=TASK, budget=Budget(seconds=3))
    assert seen == [Budget(seconds=3)]


def test_an_observer_that_raises_is_logged_and_not_obeyed(registry, caplog):
    def fail(task):
        raise RuntimeError("I object")

    seen = []
    registry.add(plugin(lepton_fit_started=fail), name="objector")
    registry.add(plugin(lepton_fit_started=lambda task: seen.append(task)), name="other")
    with caplog.at_level(logging.ERROR):
        registry.tell("fit_started", task=TASK, budget=Budget())
    assert seen == [TASK]
    assert "'objector' failed in lepton_fit_started" in caplog.text
    assert "I object" in caplog.text


def test_a_plugin_adds_commands_and_a_broken_one_does_not_stop_it(registry, caplog):
    def fail(cli):
        raise RuntimeError("no command")

    cli = click.Group()
    registry.add(plugin(lepton_register_commands=fail), name="broken")
    hello = click.Command("hello")
    registry.add(plugin(lepton_register_commands=lambda cli: cli.add_command(hello)), name="ok")
    registry.commands(cli)
    assert cli.commands == {"hello": hello}
    assert "'broken' failed in lepton_register_commands" in caplog.text


def test_an_installed_plugin_is_found_by_its_entry_point(install):
    install("lepton_toy", GOOD.format(name="installed_ridge"), entry="toy", name="lepton-toy")
    registry = Registry()
    assert registry.owner("estimators", "installed_ridge") == "toy"
    assert info(registry, "toy").source == "lepton-toy 1.0"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
        ("1 / 0", "ZeroDivisionError"),
        ("def broken(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        (
            "from lepton_automl.plugin import hookimpl as h\n@h\ndef lepton_x(): pass",
            "lepton_x",
        ),
        (
            "from lepton_automl.plugin import hookimpl as h\n"
            "@h\ndef lepton_register_metrics():\n    yield 3",
            "must offer MetricSpec, got 3",
        ),
    ],
    ids=["import", "raises", "syntax", "exits", "misspelt", "malformed"],
)
def test_one_bad_plugin_does_not_stop_the_others(install, caplog, source, reason):
    install("lepton_bad", source, entry="a_bad")
    install("lepton_good", GOOD.format(name="good_ridge"), entry="b_good")
    registry = Registry()
    assert registry.owner("estimators", "good_ridge") == "b_good"
    assert reason in (info(registry, "a_bad").error or "")
    assert "Plugin 'a_bad' is broken" in caplog.text


def test_two_distributions_with_one_entry_point_name_are_both_listed(install):
    install("lepton_one", GOOD.format(name="one_ridge"), entry="same")
    install("lepton_two", GOOD.format(name="two_ridge"), entry="same")
    registry = Registry()
    same = [i for i in registry.plugins if i.name.startswith("same")]
    assert len(same) == 2
    assert [i.error is None for i in same] == [True, False]
    assert "registered already" in (same[1].error or "")


@pytest.mark.parametrize("value", ["toy", " other , toy ", "1", "all"])
def test_a_disabled_plugin_is_listed_but_not_imported(install, monkeypatch, value):
    install("lepton_toy", GOOD.format(name="installed_ridge"), entry="toy")
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", value)
    registry = Registry()
    assert "installed_ridge" not in registry.estimators
    assert "LEPTON_DISABLE_PLUGINS" in (info(registry, "toy").error or "")
    assert "lepton_toy" not in sys.modules


def test_disabling_another_plugin_changes_nothing(install, monkeypatch):
    install("lepton_toy", GOOD.format(name="installed_ridge"), entry="toy")
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", "toyota")
    assert "installed_ridge" in Registry().estimators


def test_without_installed_plugins_entry_points_are_not_read(install):
    install("lepton_toy", GOOD.format(name="installed_ridge"))
    assert "installed_ridge" not in Registry(load_installed=False).estimators


@pytest.mark.parametrize("sort", sorted(OFFERS))
def test_what_ships_is_hashable_and_travels_to_workers(registry, sort):
    for offer in getattr(registry, sort).values():
        assert pickle.loads(pickle.dumps(offer)) == offer
        assert hash(pickle.loads(pickle.dumps(offer))) == hash(offer)
