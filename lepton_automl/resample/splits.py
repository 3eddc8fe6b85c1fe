"""The index pairs of a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows", "Splits"]

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Splits:
    """Pairs of training and test rows, in the order in which folds are run.

    Attributes
    ----------
    pairs : tuple of (train, test)
        Integer row positions. No row is in two test sets; some may be in none (the first
        rows of a time-ordered split, the only member of a class, a holdout's training rows).
    shuffled : bool
        Whether chance alone decided which rows are left out together.

    Examples
    --------
    >>> splits = Splits.of([([0, 1], [2]), ([1, 2], [0])])
    >>> len(splits), splits.test_rows(2)
    (2, array([2, 0]))
    """

    pairs: tuple[tuple[Rows, Rows], ...]
    shuffled: bool = False

    @property
    def ordered(self) -> bool:
        """Whether what is learned from always comes before what is tested, as in time.

        Examples
        --------
        >>> Splits.of([([0, 1, 2], [3]), ([0, 1], [2])]).ordered
        True
        """
        return all(train.max() < test.min() for train, test in self.pairs)

    @classmethod
    def of(cls, pairs: Iterable[tuple[Any, Any]], shuffled: bool = False) -> Splits:
        """Return splits from any iterable of pairs of positions."""
        found = ((np.asarray(a, np.intp), np.asarray(b, np.intp)) for a, b in pairs)
        return cls(tuple(found), shuffled)

    def __len__(self) -> int:
        """Return the number of folds."""
        return len(self.pairs)

    def test_rows(self, depth: int) -> Rows:
        """Return the test rows of the first `depth` folds, fold after fold."""
        return np.concatenate([test for _, test in self.pairs[:depth]])
