"""Predictions as the columns of a table, named alike in files and on the wire."""

from __future__ import annotations

import json
from typing import Any

from lepton_automl.task import Task

__all__ = ["cells", "labels", "named_columns"]


def named_columns(
    task: Task, target: str | None, predictions: Any, probabilities: Any = None
) -> dict[str, Any]:
    """Return predictions under the target's name, and what more there is beside them.

    Parameters
    ----------
    task : Task
        What was learned.
    target : str or None
        The name that y had.
    predictions : ndarray of shape (n_rows,) or (n_rows, n_outputs)
        Labels, values or objects.
    probabilities : ndarray of shape (n_rows, n_classes) or None
        In the order of the classes.

    Examples
    --------
    >>> import numpy as np
    >>> from lepton_automl.task import Schema
    >>> task = Task("binary", Schema("array", ()), n_rows=9, classes=("no", "yes"))
    >>> named_columns(task, "bought", np.array(["yes"]), np.array([[0.2, 0.8]]))
    {'bought': ['yes'], 'bought=no': array([0.2]), 'bought=yes': array([0.8])}
    """
    name = target or "prediction"
    if predictions.ndim == 1:
        columns: dict[str, Any] = {name: cells(predictions)}
    else:
        names = _several(task, target)
        columns = {name: predictions[:, i] for i, name in enumerate(names)}
        if probabilities is not None:
            chances = {f"probability of {n}": probabilities[:, i] for i, n in enumerate(names)}
            columns.update(chances)
        return columns
    if probabilities is not None:
        for position, label in enumerate(labels(task)):
            columns[f"{name}={label}"] = probabilities[:, position]
    return columns


def _several(task: Task, target: str | None) -> list[str]:
    """Return the names of a prediction's columns: y's own, or values of its one column."""
    own = [str(output) for output in task.outputs]
    if target is None or target == ",".join(own):
        return own
    return [f"{target}={output}" for output in own]


def labels(task: Task) -> tuple[Any, ...]:
    """Return what the columns of probabilities stand for."""
    return tuple(getattr(task, "outputs", ())) if task.classes is None else task.classes


def cells(predictions: Any) -> Any:
    """Return predictions as cells of a table: structured ones as JSON.

    Examples
    --------
    >>> import numpy as np
    >>> found = np.empty(2, dtype=object)
    >>> found[:] = [{"box": [1, 2]}, "none"]
    >>> cells(found)
    ['{"box": [1, 2]}', 'none']
    """
    if predictions.dtype.kind not in "OUS":
        return predictions
    found = predictions.tolist()
    return [p if isinstance(p, str) else json.dumps(p, default=_listed) for p in found]


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
