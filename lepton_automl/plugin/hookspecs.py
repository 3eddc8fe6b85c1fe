"""The hooks: six offers, one command hook and three events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from lepton_automl.budget import Budget
    from lepton_automl.plugin.specs import (
        DatasetSpec,
        EstimatorSpec,
        ExporterSpec,
        KindSpec,
        MetricSpec,
        TaskSpec,
    )
    from lepton_automl.task import Task
    from lepton_automl.trial import History, Trial

PROJECT = "lepton_automl"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def lepton_register_kinds() -> Iterable[KindSpec]:  # type: ignore[empty-body]
    """Offer kinds of input; asked once, when a registry is made."""


@hookspec
def lepton_register_tasks() -> Iterable[TaskSpec]:  # type: ignore[empty-body]
    """Offer types of task; asked once, when a registry is made."""


@hookspec
def lepton_register_estimators() -> Iterable[EstimatorSpec]:  # type: ignore[empty-body]
    """Offer estimators; asked once, when a registry is made."""


@hookspec
def lepton_register_metrics() -> Iterable[MetricSpec]:  # type: ignore[empty-body]
    """Offer metrics; asked once, when a registry is made."""


@hookspec
def lepton_register_exporters() -> Iterable[ExporterSpec]:  # type: ignore[empty-body]
    """Offer formats of artifacts; asked once, when a registry is made."""


@hookspec
def lepton_register_datasets() -> Iterable[DatasetSpec]:  # type: ignore[empty-body]
    """Offer data sets by name; asked once, when a registry is made."""


@hookspec
def lepton_register_commands(cli: Any) -> None:
    """Add commands to the ``lepton`` command line.

    Called when the command line does not know a command by itself, or lists them all.

    Parameters
    ----------
    cli : click.Group
        Add to it with ``cli.add_command``.
    """


@hookspec
def lepton_fit_started(task: Task, budget: Budget) -> None:
    """Observe that a search begins: the data are checked, nothing is fitted yet.

    Parameters
    ----------
    task : Task
        What is to be learned.
    budget : Budget
        What may be spent.
    """


@hookspec
def lepton_trial_finished(trial: Trial, task: Task) -> None:
    """Observe that a fold of a trial ended, well or not.

    Parameters
    ----------
    trial : Trial
        The trial with all its folds so far.
    task : Task
        What is to be learned.
    """


@hookspec
def lepton_fit_finished(history: History, task: Task, automl: Any) -> None:
    """Observe that a search ended and its model is ready.

    Parameters
    ----------
    history : History
        All trials.
    task : Task
        What was learned.
    automl : LeptonAutoML
        The fitted estimator: to be saved, or asked, but not changed.
    """
