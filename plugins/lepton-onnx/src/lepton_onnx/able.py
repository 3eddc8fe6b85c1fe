"""What can be written, said before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

from lepton_automl._lazy import resolve
from lepton_automl.plugin import EstimatorSpec, Task
from lepton_onnx import inputs
from lepton_onnx.arrays import axes_of
from lepton_onnx.convert import find
from lepton_onnx.tables import PROBABILITIES, SCORES, TRANSFORMS, VALUES

__all__ = ["obstacle"]

TASKS = frozenset({"binary", "multiclass", "regression"})
HOLDERS = ("regressor", "estimator")  # where a part holds another


def obstacle(spec: EstimatorSpec, task: Task) -> str | None:
    """Return why models of an offer cannot be written; None if they can.

    What the offer builds is looked at: for every part of it there must be a converter here, and
    one that is right whatever the data. What skl2onnx may know besides is not counted on.

    Examples
    --------
    >>> from lepton_automl.plugin import Registry
    >>> from lepton_automl.task import Input, Schema
    >>> task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=10)
    >>> ridge = Registry().get("estimators", "ridge")
    >>> obstacle(ridge, task) is None
    True
    """
    if task.type not in TASKS:
        known = ", ".join(map(repr, sorted(TASKS)))
        return f"Tasks of type {task.type!r} cannot be written as ONNX; only {known}."
    if (reason := inputs.obstacle(task)) is not None:
        return reason
    if axes_of(task) and (kind := task.schema.inputs[0].kind) not in spec.accepts:
        return f"{spec.name!r} learns from numbers made of each {kind}, which ONNX cannot make."
    table = VALUES if task.classes is None else PROBABILITIES
    for part, converters in _parts(_built(spec, task), table):
        name = type(part).__name__
        if "Neighbors" in name:
            return (
                f"{spec.name!r} keeps rows, maybe more than a file can hold, and may find "
                "several equally near, of which a graph and scikit-learn ask others."
            )
        if find(part, converters) is None:
            return f"{spec.name!r} builds a {name}, which has no converter to ONNX."
    return None


def _built(spec: EstimatorSpec, task: Task) -> Any:
    build = resolve(spec.estimator_for(task.type))
    offered = {**spec.fixed, "n_rows": task.n_rows}
    takes = signature(build).parameters
    return build(**{name: value for name, value in offered.items() if name in takes})


def _parts(estimator: Any, table: dict[str, str]) -> Iterator[tuple[Any, dict[str, str]]]:
    """Yield all estimators within one, and where their converters are to be found."""
    yield estimator, table
    if steps := getattr(estimator, "steps", None):
        for _, step in steps[:-1]:
            yield from _parts(step, TRANSFORMS)
        yield from _parts(steps[-1][1], table)
    for name in HOLDERS:
        held = getattr(estimator, name, None)
        if hasattr(held, "fit"):
            yield from _parts(held, {**table, **SCORES})
