"""Numbers made fit for a network: centred, scaled, and bent where they are far out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Inputs"]

BEND = 3.0
MOST = 1e6  # spreads from the centre; squares of more overflow, and the bend is at its end
MOST_EMBEDDED = 200  # with more columns embeddings cost more time than they are worth


@dataclass(frozen=True, eq=False)
class Inputs:
    """What is learned of the columns.

    Attributes
    ----------
    centre, factor : ndarray of shape (n_columns,)
        The median, and one over the distance of the quartiles (or half the range, where both
        quartiles are one number; 0 for a constant column).
    embedded : ndarray of int
        The columns with more than two values.
    bend, most : float
        How far out numbers are bent, and cut.
    """

    centre: NDArray[np.float64]
    factor: NDArray[np.float64]
    embedded: NDArray[np.intp]
    bend: float = BEND
    most: float = MOST

    @classmethod
    def of(cls, X: NDArray[np.float64], embed: bool) -> Inputs:
        """Return what rows say of the columns."""
        low, centre, high = np.quantile(X, [0.25, 0.5, 0.75], axis=0)
        least, most = X.min(axis=0), X.max(axis=0)
        spread = np.where(high > low, high - low, (most - least) / 2)
        factor = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
        two = (np.equal(X, least) | np.equal(X, most)).all(axis=0)
        embedded = np.flatnonzero(~two) if embed else np.arange(0)
        if len(embedded) > MOST_EMBEDDED:
            embedded = embedded[:0]
        return cls(centre, factor, embedded)

    def transform(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the columns as the network takes them, between -3 and 3."""
        scaled = (X - self.centre) * self.factor
        scaled = np.clip(scaled, -self.most, self.most)
        return scaled / np.sqrt(1.0 + (scaled / self.bend) ** 2)
