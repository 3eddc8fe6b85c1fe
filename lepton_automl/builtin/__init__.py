"""What ships with lepton_automl, offered through the same door as everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lepton_automl.builtin import (
    baseline,
    bayes,
    boosting,
    datasets,
    exporters,
    forest,
    linear,
    metrics,
    neighbours,
    network,
    svm,
    tasks,
)
from lepton_automl.builtin.kinds import KINDS
from lepton_automl.plugin.hookspecs import hookimpl
from lepton_automl.plugin.specs import (
    DatasetSpec,
    EstimatorSpec,
    ExporterSpec,
    KindSpec,
    MetricSpec,
    TaskSpec,
)

FAMILIES = (baseline, linear, bayes, neighbours, svm, forest, boosting, network)


@hookimpl
def lepton_register_kinds() -> Iterable[KindSpec]:
    """Offer the kinds of table columns."""
    return KINDS


@hookimpl
def lepton_register_tasks() -> Iterable[TaskSpec]:
    """Offer classification and regression."""
    return tasks.TASKS


@hookimpl
def lepton_register_estimators() -> Iterable[EstimatorSpec]:
    """Offer scikit-learn's families."""
    return [
        spec if spec.family else replace(spec, family=module.__name__.rpartition(".")[2])
        for module in FAMILIES
        for spec in module.ESTIMATORS
    ]


@hookimpl
def lepton_register_metrics() -> Iterable[MetricSpec]:
    """Offer scikit-learn's metrics."""
    return metrics.METRICS


@hookimpl
def lepton_register_exporters() -> Iterable[ExporterSpec]:
    """Offer the joblib and skops formats."""
    return exporters.EXPORTERS


@hookimpl
def lepton_register_datasets() -> Iterable[DatasetSpec]:
    """Offer scikit-learn's bundled data sets, a made-up one, and the user's own folder."""
    return [*datasets.DATASETS, *datasets.home_datasets()]
