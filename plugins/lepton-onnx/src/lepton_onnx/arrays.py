"""Images and sequences as the graph takes them: needs numpy alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from lepton_automl.plugin import Task

__all__ = ["AXES", "axes_of", "batches"]

AXES = {"image": ("height", "width", "channels"), "sequence": ("steps", "channels")}
FORMS = ("array", "object")  # the second is of rows that differ in size
MOST_CELLS = 2_000_000  # at once: of each a network makes many more
MOST_ROWS = 512


def axes_of(task: Task) -> tuple[str, ...]:
    """Return the names of the axes that a row has; none if X is no images or sequences."""
    schema = task.schema
    found = AXES.get(schema.inputs[0].kind, ()) if schema.inputs else ()
    return found if schema.form in FORMS else ()


def batches(X: Any, channels: Any) -> Iterator[tuple[Any, Any]]:
    """Yield positions of rows, and what is there as one tensor of 32 bits.

    Parameters
    ----------
    X : ndarray
        Of shape (rows, ..., channels), or one object a row.
    channels : int or str
        That the graph takes: grey images are repeated for three, colours averaged for one.
        Text if it takes any.

    Examples
    --------
    >>> X = np.empty(3, dtype=object)
    >>> X[:] = [np.zeros((2, 1)), np.zeros((5, 1)), np.zeros((2, 1))]
    >>> [(rows.tolist(), found.shape) for rows, found in batches(X, 1)]
    [([0, 2], (2, 2, 1)), ([1], (1, 5, 1))]
    """
    for rows in _alike(X):
        size = np.prod(np.shape(X[rows[0]]))
        step = int(np.clip(MOST_CELLS // max(1, size), 1, MOST_ROWS))
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            found = np.stack(list(X[some])) if X.dtype == object else X[some]
            yield some, np.ascontiguousarray(_coloured(found, channels), dtype=np.float32)


def _alike(X: Any) -> list[Any]:
    """Return the positions of rows of one size, for each size."""
    if X.dtype != object:
        return [np.arange(len(X))] if len(X) else []
    found: dict[tuple[int, ...], list[int]] = {}
    for row, value in enumerate(X):
        found.setdefault(np.shape(value), []).append(row)
    return [np.array(rows) for rows in found.values()]


def _coloured(found: Any, channels: Any) -> Any:
    if found.ndim != 4 or isinstance(channels, str) or found.shape[3] == channels:
        return found
    if channels == 3:
        return np.repeat(found[..., :1], 3, axis=3)
    return found.mean(axis=3, keepdims=True).astype(found.dtype)
