"""What may vary for an estimator on a task: its own parameters and its preparation's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lepton_automl._lazy import resolve
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec
from lepton_automl.prepare.route import routes
from lepton_automl.space import Choice, Parameter, active
from lepton_automl.task import Task

__all__ = ["as_asked", "defaults", "preparation", "space"]


def space(
    spec: EstimatorSpec, task: Task, kinds: Mapping[str, KindSpec]
) -> dict[str, Parameter]:
    """Return the estimator's space and its preparation's, prefixed with ``"<kind>__"``.

    A choice that holds one value only is left out: nothing varies there.
    """
    prepared = {
        f"{kind}__{name}": _prefixed(kind, parameter)
        for kind, found in preparation(spec, task, kinds).items()
        for name, parameter in found.items()
        if not (isinstance(parameter, Choice) and len(parameter.values) < 2)
    }
    return {**spec.space, **prepared}


def preparation(
    spec: EstimatorSpec, task: Task, kinds: Mapping[str, KindSpec]
) -> dict[str, Mapping[str, Parameter]]:
    """Return the space of the preparation of each kind, by kind and without prefixes."""
    names = dict.fromkeys(route.kind for route in routes(spec, task.schema, kinds))
    spec = as_asked(spec, task)
    return {
        name: resolve(kinds[name].space)(spec, task.schema.of_kind(name), task)
        for name in names
        if kinds[name].space is not None
    }


def as_asked(spec: EstimatorSpec, task: Task) -> EstimatorSpec:
    """Return a spec that claims what holds on a task all at once.

    Where inputs of several kinds meet, numbers may be missing in rows that words or levels
    make sparse. Forests take either, not both: they get dense rows there.
    """
    both = {"missing", "sparse"} <= spec.handles and "missing_in_sparse" not in spec.handles
    if not both or len(task.schema.kinds) < 2:
        return spec
    return replace(spec, handles=spec.handles - {"sparse"})


def defaults(found: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the first value of each choice that exists.

    Examples
    --------
    >>> defaults({"scaling": Choice("standard", "robust")})
    {'scaling': 'standard'}
    """
    chosen: dict[str, Any] = {}
    for name, parameter in found.items():
        if isinstance(parameter, Choice) and active(parameter, chosen):
            chosen[name] = parameter.values[0]
    return chosen


def _prefixed(kind: str, parameter: Parameter) -> Parameter:
    when = {f"{kind}__{name}": value for name, value in parameter.when.items()}
    if isinstance(parameter, Choice):
        return Choice(*parameter.values, when=when)
    return replace(parameter, when=when)
