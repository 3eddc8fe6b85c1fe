"""Rows held back to see which epoch was best."""

from __future__ import annotations

import numpy as np

from lepton_keras.networks.rows import Rows

__all__ = ["held_back"]

LEAST = 20  # fewer rows say nothing
MOST = 4000  # more say nothing new


def held_back(
    rows: Rows, fraction: float, random: np.random.RandomState
) -> tuple[Rows, Rows | None]:
    """Return the rows to train on and those held back: None if they would be too few.

    Each class gives its share, rounded down; one of a few rows is kept whole for training.
    """
    codes = rows.target if rows.n_classes else np.zeros(len(rows), dtype=int)
    fraction = min(fraction, MOST / len(rows))
    chosen = np.zeros(len(rows), dtype=bool)
    order = random.permutation(len(rows))
    for code in np.unique(codes):
        members = order[codes[order] == code]
        chosen[members[: int(fraction * len(members))]] = True
    if chosen.sum() < LEAST:
        return rows, None
    return rows.take(np.flatnonzero(~chosen)), rows.take(np.flatnonzero(chosen))
