"""Rows to predict, as they are joined with those of other requests."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

__all__ = ["Rows"]


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one request, or of several.

    Attributes
    ----------
    n_rows : int
        How many there are.
    numbers : ndarray or None
        The columns of kind ``"number"`` side by side, in the schema's order; or the array that
        is all of X.
    others : mapping from str to sequence
        The cells of the other columns, by name; of objects that are all of X, under ``""``.
    key : hashable or None
        Rows of one key may be joined; None for rows that stay alone.
    """

    n_rows: int
    numbers: Any = None
    others: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    key: Hashable = None

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """Return rows of one key below each other.

        Examples
        --------
        >>> parts = [Rows(1, others={"a": ["x"]}), Rows(2, others={"a": ["y", "z"]})]
        >>> Rows.joined(parts).others
        {'a': ['x', 'y', 'z']}
        """
        if len(parts) == 1:
            return parts[0]
        first = parts[0]
        numbers = None
        if first.numbers is not None:
            numbers = np.concatenate([part.numbers for part in parts])
        others = {
            n: list(chain.from_iterable(p.others[n] for p in parts)) for n in first.others
        }
        return cls(sum(part.n_rows for part in parts), numbers, others, first.key)

    def pieces(self, most: int) -> list[Rows]:
        """Return the rows in pieces of at most so many."""
        if self.n_rows <= most:
            return [self]
        return [self._slice(slice(at, at + most)) for at in range(0, self.n_rows, most)]

    def _slice(self, rows: slice) -> Rows:
        return Rows(
            len(range(*rows.indices(self.n_rows))),
            None if self.numbers is None else self.numbers[rows],
            {name: cells[rows] for name, cells in self.others.items()},
            self.key,
        )
