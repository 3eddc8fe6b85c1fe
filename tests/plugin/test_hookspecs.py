"""Each hook, implemented by a plugin and heard: one test a hook (see tests/house)."""

from __future__ import annotations

import types

import click
import pytest

from lepton_automl.budget import Budget
from lepton_automl.candidate import Candidate
from lepton_automl.plugin import (
    DatasetSpec,
    EstimatorSpec,
    ExporterSpec,
    KindSpec,
    MetricSpec,
    TaskSpec,
    hookimpl,
)
from lepton_automl.task import Input, Schema, Task
from lepton_automl.trial import Fold, History, Trial

TASK = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=10)


@pytest.fixture
def implement(registry):
    """Add a plugin with one hook and return the registry."""

    def add(name, function):
        module = types.ModuleType("toy")
        setattr(module, name, hookimpl(function))
        registry.add(module)
        return registry

    return add


def test_hook_lepton_register_kinds(implement):
    spec = KindSpec("colour", "column", "m:recognise", "m:read")
    assert implement("lepton_register_kinds", lambda: [spec]).kinds["colour"] is spec


def test_hook_lepton_register_tasks(implement):
    spec = TaskSpec("ranking", "m:recognise", "m:target", ("r2",), "m:Baseline")
    assert implement("lepton_register_tasks", lambda: [spec]).tasks["ranking"] is spec


def test_hook_lepton_register_estimators(implement):
    spec = EstimatorSpec("toy", "m:Toy", {"binary"})
    assert implement("lepton_register_estimators", lambda: [spec]).estimators["toy"] is spec


def test_hook_lepton_register_metrics(implement):
    spec = MetricSpec("profit", "m:profit", {"binary"})
    assert implement("lepton_register_metrics", lambda: [spec]).metrics["profit"] is spec


def test_hook_lepton_register_exporters(implement):
    spec = ExporterSpec("toy", "m:save", "m:load")
    assert implement("lepton_register_exporters", lambda: [spec]).exporters["toy"] is spec


def test_hook_lepton_register_datasets(implement):
    spec = DatasetSpec("toy", "m:load")
    assert implement("lepton_register_datasets", lambda: [spec]).datasets["toy"] is spec


def test_hook_lepton_register_commands(implement):
    cli, command = click.Group(), click.Command("hello")
    implement("lepton_register_commands", lambda cli: cli.add_command(command)).commands(cli)
    assert cli.commands == {"hello": command}


def test_hook_lepton_fit_started(implement):
    heard = []
    registry = implement(
        "lepton_fit_started", lambda task, budget: heard.append((task, budget))
    )
    registry.tell("fit_started", task=TASK, budget=Budget(seconds=9))
    assert heard == [(TASK, Budget(seconds=9))]


def test_hook_lepton_trial_finished(implement):
    heard = []
    trial = Trial(0, Candidate("ridge"), "opening", (Fold(0, 0.5),))
    registry = implement(
        "lepton_trial_finished", lambda trial, task: heard.append((trial, task))
    )
    registry.tell("trial_finished", trial=trial, task=TASK)
    assert heard == [(trial, TASK)]


def test_hook_lepton_fit_finished(implement):
    heard = []
    history = History("r2", 5)
    registry = implement(
        "lepton_fit_finished", lambda history, task, automl: heard.append((history, automl))
    )
    registry.tell("fit_finished", history=history, task=TASK, automl="fitted")
    assert heard == [(history, "fitted")]
