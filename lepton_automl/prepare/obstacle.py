"""Whether an estimator can learn a task, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping

from lepton_automl._lazy import missing_packages
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec
from lepton_automl.prepare.route import target_of
from lepton_automl.task import Task

__all__ = ["obstacle"]

MOST_CELLS = 2**27  # a dense array of one gibibyte


def obstacle(spec: EstimatorSpec, task: Task, kinds: Mapping[str, KindSpec]) -> str | None:
    """Return in one sentence why an estimator cannot learn a task, or None if it can.

    Parameters
    ----------
    spec : EstimatorSpec
        The estimator.
    task : Task
        What is to be learned.
    kinds : mapping from str to KindSpec
        All kinds there are, by name.

    Examples
    --------
    >>> from lepton_automl.task import Input, Schema
    >>> ridge = EstimatorSpec("ridge", "sklearn.linear_model:Ridge", {"regression"})
    >>> task = Task("binary", Schema("array", (Input(None, "number", 3),)), n_rows=10)
    >>> obstacle(ridge, task, {})
    "'ridge' does not learn tasks of type 'binary'; it learns 'regression'."
    """
    if task.type not in spec.tasks:
        known = ", ".join(map(repr, sorted(spec.tasks)))
        return f"{spec.name!r} does not learn tasks of type {task.type!r}; it learns {known}."
    return (
        _packages(spec)
        or _kinds(spec, task, kinds)
        or _weights(spec, task)
        or _target(spec, task)
        or _rows(spec, task)
        or _dense(spec, task)
    )


def _packages(spec: EstimatorSpec) -> str | None:
    absent = missing_packages(spec.requires)
    if not absent:
        return None
    return f"{spec.name!r} needs {', '.join(absent)}: pip install {' '.join(absent)}."


def _kinds(spec: EstimatorSpec, task: Task, kinds: Mapping[str, KindSpec]) -> str | None:
    for i in task.schema.inputs:
        if target_of(i, spec, kinds) is None:
            what = "X" if i.name is None else f"Column {i.name!r}"
            accepted = ", ".join(map(repr, sorted(spec.accepts)))
            return (
                f"{what} has kind {i.kind!r}, which {spec.name!r} does not accept and which "
                f"becomes nothing that it does ({accepted})."
            )
    return None


def _weights(spec: EstimatorSpec, task: Task) -> str | None:
    if task.weighted and "sample_weight" not in spec.handles:
        return f"{spec.name!r} cannot use sample_weight."
    return None


def _target(spec: EstimatorSpec, task: Task) -> str | None:
    if spec.positive_only and not task.positive:
        return f"{spec.name!r} learns no numbers below 0, but y holds some, or 0 alone."
    return None


def _rows(spec: EstimatorSpec, task: Task) -> str | None:
    if spec.max_rows is not None and task.n_rows > spec.max_rows:
        return f"{spec.name!r} is for at most {spec.max_rows} rows; there are {task.n_rows}."
    return None


def _dense(spec: EstimatorSpec, task: Task) -> str | None:
    cells = task.n_rows * task.n_features
    if task.schema.form == "sparse" and "sparse" not in spec.handles and cells > MOST_CELLS:
        return (
            f"{spec.name!r} takes no sparse matrix, and a dense one of {task.n_rows} x "
            f"{task.n_features} would take {cells * 8 / 2**30:.1f} GiB."
        )
    return None
