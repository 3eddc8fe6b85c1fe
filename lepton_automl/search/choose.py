"""Which estimators take part: those asked for, that can learn the task here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV

from lepton_automl import prepare
from lepton_automl._lazy import missing_packages, resolve
from lepton_automl.errors import InputError, SearchError
from lepton_automl.plugin.elsewhere import where
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec
from lepton_automl.task import Task

__all__ = ["choose"]


def choose(
    registry: Registry,
    task: Task,
    estimators: Iterable[Any] | None = None,
    exclude: Iterable[str] | None = None,
    only_exportable: str | None = None,
) -> dict[str, EstimatorSpec]:
    """Return the specs to search over, by name.

    Parameters
    ----------
    registry : Registry
        The offers.
    task : Task
    estimators : iterable or None
        Names, specs, or scikit-learn estimators; None for every offer that has an opening.
        What is named here must be able to learn the task.
    exclude : iterable of str or None
        Names that are left out.
    only_exportable : str or None
        A format in which the model must be had: what its exporter cannot write takes no part.

    Raises
    ------
    InputError
        If a name is not known, or what is named cannot learn the task or be written.
    PluginError
        If nobody offers the format.
    SearchError
        If nothing is left.
    """
    kinds = registry.kinds
    excluded = _names(exclude, registry, "exclude")
    exporter = _exporter(only_exportable, registry)
    if estimators is None:
        offered, occurring = registry.estimators.values(), task.schema.kinds
        chosen = [s for s in offered if not s.meant_for or s.meant_for & occurring]
        able = [s for s in chosen if _obstacle(s, task, kinds, exporter) is None]
        able = [s for s in able if s.opening_for(task.type)]
    else:
        able = [_asked(e, registry, task, kinds, exporter) for e in _listed(estimators)]
    specs = {spec.name: spec for spec in able if spec.name not in excluded}
    if not specs:
        raise SearchError(
            f"No estimator is left to learn this {task.type} task from inputs of kind "
            f"{', '.join(sorted(task.schema.kinds))}{_in(exporter)}. See lepton plugins for "
            "what is installed, and the arguments estimators, exclude and only_exportable."
        )
    return specs


def _exporter(format: str | None, registry: Registry) -> ExporterSpec | None:
    """Return the exporter of a format, which must be able to run here."""
    if format is None:
        return None
    if not isinstance(format, str):
        raise InputError(f"only_exportable={format!r} must be the name of a format, or None.")
    spec: ExporterSpec = registry.get("exporters", format)
    if missing := missing_packages(spec.requires):
        raise InputError(
            f"only_exportable={format!r} needs {', '.join(missing)}, which cannot be imported. "
            f"Install it: pip install {' '.join(missing)}."
        )
    return spec


def _in(exporter: ExporterSpec | None) -> str:
    return "" if exporter is None else f" and be written in format {exporter.name!r}"


def _obstacle(
    spec: EstimatorSpec,
    task: Task,
    kinds: Mapping[str, KindSpec],
    exporter: ExporterSpec | None,
) -> str | None:
    """Return why an estimator cannot learn the task, or be written once it has."""
    reason = prepare.obstacle(spec, task, kinds)
    if reason is None and exporter is not None and exporter.obstacle is not None:
        reason = resolve(exporter.obstacle)(spec, task)
    return reason


def _asked(
    asked: Any,
    registry: Registry,
    task: Task,
    kinds: Mapping[str, KindSpec],
    exporter: ExporterSpec | None,
) -> EstimatorSpec:
    if isinstance(asked, str):
        _names([asked], registry, "estimators")
        spec = registry.estimators[asked]
    elif isinstance(asked, EstimatorSpec):
        spec = asked
    elif hasattr(asked, "lepton_spec"):  # a plugin's object says itself how it is searched
        spec = asked.lepton_spec()
    elif isinstance(asked, type):
        raise InputError(
            f"estimators has the class {asked.__name__}; give an object of it, such as "
            f"{asked.__name__}()."
        )
    elif all(hasattr(asked, method) for method in ("get_params", "fit", "predict")):
        spec = _wrapped(asked, task)
    else:
        raise InputError(
            f"estimators has {asked!r}; give names, EstimatorSpecs or scikit-learn estimators."
        )
    reason = _obstacle(spec, task, kinds, exporter)
    if reason:
        raise InputError(f"Estimator {spec.name!r} cannot take part: {reason}")
    return spec if spec.opening_for(task.type) else replace(spec, opening=({},))


def _wrapped(estimator: Any, task: Task) -> EstimatorSpec:
    """Return a spec for a user's own estimator, tried with the parameters that it has.

    A classifier without probabilities gets them by calibration.
    """
    name = type(estimator).__name__
    if task.classes is not None and not hasattr(estimator, "predict_proba"):
        estimator = CalibratedClassifierCV(estimator, ensemble=False)
    return EstimatorSpec(
        name=name,
        estimator=partial(clone, estimator),
        tasks=frozenset({task.type}),
        handles=frozenset({"sample_weight"} if task.weighted else ()),
        wants=frozenset({"scaled"}),
    )


def _names(names: Iterable[str] | None, registry: Registry, argument: str) -> frozenset[str]:
    wanted = _listed(names or ())
    for name in wanted:
        if name not in registry.estimators:
            hint = where(str(name), registry.estimators)
            raise InputError(f"{argument} has {name!r}, which no plugin offers. {hint}")
    return frozenset(wanted)


def _listed(values: Iterable[Any]) -> list[Any]:
    return [values] if isinstance(values, str) else list(values)
