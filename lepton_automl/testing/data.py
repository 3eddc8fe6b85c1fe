"""Small data made from what a spec claims: each kind alone and together, each type of task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from lepton_automl.errors import PluginError
from lepton_automl.intake import take
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec, TaskSpec
from lepton_automl.task import Data, Task

__all__ = [
    "BUILTIN_TASKS",
    "Example",
    "Given",
    "examples_for",
    "number_example",
    "targets",
]

BUILTIN_TASKS = (
    "binary",
    "multiclass",
    "multilabel",
    "regression",
    "multioutput",
    "quantile",
)

Given = Mapping[str, tuple[Any, Any]]
N_ROWS = 60
WORDS = (
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "islet",
    "jade",
)


@dataclass(frozen=True, eq=False)
class Example:
    """Checked data, what is to be learned from them, and a name for the report."""

    name: str
    data: Data
    task: Task
    task_spec: TaskSpec
    kinds: Mapping[str, KindSpec]


def examples_for(spec: EstimatorSpec, registry: Registry, given: Given) -> list[Example]:
    """Return examples of all that an estimator states that it learns.

    Each type of task comes with each kind accepted alone, with all of them together in one
    table, and, if numbers are accepted, with a plain array.

    Raises
    ------
    PluginError
        If no data can be made for a type of task or a kind, and none was given.
    """
    found = []
    for task_type in sorted(spec.tasks):
        if task_type in given:
            found.append(_example(task_type, "given", *given[task_type], registry))
            continue
        y = targets(task_type, spec.positive_only)
        if "number" in spec.accepts:
            found.append(number_example(task_type, registry, positive=spec.positive_only))
        columns = [kind for kind in sorted(spec.accepts) if kind in COLUMNS]
        if not columns:
            raise PluginError(
                f"No data can be made for kinds {sorted(spec.accepts)}. Give some with "
                f"examples={{{task_type!r}: (X, y)}}."
            )
        groups = [(kind,) for kind in columns] + (
            [tuple(COLUMNS)] if "number" in columns else []
        )
        for group in groups:
            X, kinds = _table(group, y)
            name = group[0] if len(group) == 1 else "table"
            found.append(_example(task_type, name, X, y, registry, kinds))
    return found


def number_example(
    task_type: str,
    registry: Registry,
    form: str = "array",
    missing: bool = False,
    positive: bool = False,
) -> Example:
    """Return an example of numbers alone, dense or sparse."""
    y = targets(task_type, positive)
    X = _numbers(y)
    if missing:
        X[::7, 1] = np.nan
    if form == "sparse":
        X[np.abs(X) < 0.3] = 0.0
        X = sparse.csr_matrix(X)
    return _example(task_type, form, X, y, registry)


def targets(task_type: str, positive: bool = False) -> Any:
    """Return y of a built-in type of task; if `positive`, no number of it is below 0.

    Raises
    ------
    PluginError
        If the type is a plugin's own: only the plugin knows what y looks like.
    """
    random = np.random.default_rng(1)
    rows = np.arange(N_ROWS)
    if task_type == "binary":
        return np.where(rows % 3 == 0, "yes", "no")
    if task_type == "multiclass":
        return rows % 3 * 10
    if task_type == "multilabel":
        return np.column_stack([rows % 2, rows % 3 == 0, rows % 5 < 2]).astype(int)
    if task_type == "multioutput":
        return np.array([100.0, 0.1]) * random.normal(size=(N_ROWS, 2))
    if task_type in ("regression", "quantile"):
        y = 100 * random.normal(size=N_ROWS)
        return np.abs(y) if positive else y
    raise PluginError(
        f"No data can be made for tasks of type {task_type!r}. Give some with "
        f"examples={{{task_type!r}: (X, y)}}."
    )


def _example(
    task_type: str,
    name: str,
    X: Any,
    y: Any,
    registry: Registry,
    kinds: Mapping[Any, str] | None = None,
) -> Example:
    data, task = take(X, y, registry=registry, task=task_type, kinds=kinds)
    return Example(
        f"{task_type}-{name}", data, task, registry.get("tasks", task_type), registry.kinds
    )


def _codes(y: Any) -> Any:
    """Return y as numbers about 0, for inputs that have something to do with it."""
    if y.ndim == 2:
        y = y[:, 0].astype(np.float64)
    if y.dtype.kind == "f":
        return (y - y.mean()) / y.std()
    codes = np.unique(y, return_inverse=True)[1]
    return codes - codes.mean()


def _numbers(y: Any) -> Any:
    random = np.random.default_rng(2)
    return random.normal(size=(len(y), 4)) + _codes(y)[:, None] * np.array([1.5, 0.5, 0, 0])


def _table(kinds: tuple[str, ...], y: Any) -> tuple[pd.DataFrame, dict[str, str]]:
    columns = {
        f"{kind}_{i}": (kind, values)
        for kind in kinds
        for i, values in enumerate(COLUMNS[kind](y))
    }
    X = pd.DataFrame({name: values for name, (_, values) in columns.items()})
    return X, {name: kind for name, (kind, _) in columns.items()}


def _categories(y: Any) -> list[Any]:
    random = np.random.default_rng(3)
    few = np.array(["red", "green", "blue"], dtype=object)[random.integers(0, 3, len(y))]
    many = np.array([f"city {i % 12}" for i in range(len(y))], dtype=object)
    few[::9] = None
    return [few, many]


def _booleans(y: Any) -> list[Any]:
    return [np.random.default_rng(4).random(len(y)) < 0.4]


def _datetimes(y: Any) -> list[Any]:
    days = np.random.default_rng(5).integers(0, 700, len(y))
    return [pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")]


def _texts(y: Any) -> list[Any]:
    random = np.random.default_rng(6)
    return [[" ".join(random.choice(WORDS, 6)) + "." for _ in range(len(y))]]


COLUMNS = {
    "number": lambda y: list(_numbers(y).T),
    "category": _categories,
    "boolean": _booleans,
    "datetime": _datetimes,
    "text": _texts,
}
