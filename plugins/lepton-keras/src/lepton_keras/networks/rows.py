"""Rows as networks are trained on them: named inputs, a target, a weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["WHOLE", "Rows", "batches"]

WHOLE = ""  # the name of an input that is given as it is, not by name


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to learn from, or to look at while learning.

    Attributes
    ----------
    inputs : mapping from name to ndarray
    target : ndarray or None
        Values of shape (n, outputs), or class positions of shape (n,).
    weight : ndarray or None
    n_classes : int
        If not 0, targets are given one-hot.
    """

    inputs: Mapping[str, Any]
    target: Any = None
    weight: Any = None
    n_classes: int = 0

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.inputs.values())))

    def take(self, rows: Any) -> Rows:
        """Return some of the rows."""
        inputs = {name: values[rows] for name, values in self.inputs.items()}
        parts = (None if part is None else part[rows] for part in (self.target, self.weight))
        return Rows(inputs, *parts, n_classes=self.n_classes)

    def as_fed(self) -> tuple[Any, Any, Any]:
        """Return inputs, targets and weights in the dtypes that networks take."""
        inputs = {
            name: values if values.dtype == np.int32 else values.astype(np.float32)
            for name, values in self.inputs.items()
        }
        target = self.target
        if target is not None:
            target = np.eye(self.n_classes)[target] if self.n_classes else target
            target = target.astype(np.float32)
        weight = None if self.weight is None else self.weight.astype(np.float32)
        return inputs.get(WHOLE, inputs), target, weight


def batches(
    rows: Rows, size: int, random: np.random.RandomState | None = None
) -> Iterator[Rows]:
    """Yield rows in batches of one size, since each other size is compiled anew.

    With a generator they are shuffled, and the few that are left over wait for the next
    round. Without one the last batch is smaller.
    """
    n_rows = len(rows)
    size = min(size, n_rows)
    if random is None:
        for start in range(0, n_rows, size or 1):
            yield rows.take(slice(start, start + size))
        return
    order = random.permutation(n_rows)
    for start in range(0, n_rows - size + 1, size):
        yield rows.take(order[start : start + size])
