"""Rows -> those to learn from and those held out for evaluation."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.errors import InputError
from lepton_automl.recipe.rows import Rows

__all__ = ["hold_out"]


def hold_out(
    rows: Rows, fraction: float, *, by_class: bool, in_time: bool = False, random_state: int = 0
) -> tuple[Rows, Rows]:
    """Return the rows to learn from and a fraction of them held out.

    Groups stay whole; rows in time order are cut at one moment; with `by_class`, each class
    gives its share, and a class of a single row stays with those to learn from.

    Raises
    ------
    InputError
        If there are too few rows or groups to hold any out.
    """
    rng = np.random.default_rng(random_state)
    n_rows = len(rows)
    if in_time:
        held = np.arange(n_rows - round(n_rows * fraction), n_rows)
    elif rows.groups is not None:
        held = _of_groups(np.asarray(rows.groups), fraction, rng)
    elif by_class:
        held = _of_classes(np.asarray(rows.y), fraction, rng)
    else:
        held = rng.permutation(n_rows)[: round(n_rows * fraction)]
    kept = np.setdiff1d(np.arange(n_rows), held)
    if not len(held) or not len(kept):
        raise InputError(
            f"holdout = {fraction} of {n_rows} rows leaves nothing to evaluate on or to learn "
            "from. Give more rows or groups, another fraction, or holdout = 0."
        )
    return rows.take(kept), rows.take(np.sort(held))


def _of_groups(groups: Any, fraction: float, rng: np.random.Generator) -> Any:
    """Return the rows of some whole groups: as near to the fraction of rows as they come."""
    names = np.unique(groups)
    order = rng.permutation(len(names))
    sizes = np.array([(groups == name).sum() for name in names])[order]
    distance = np.abs(np.cumsum(sizes) - fraction * len(groups))
    n_held = min(int(np.argmin(distance)) + 1, len(names) - 1)
    return np.flatnonzero(np.isin(groups, names[order[:n_held]]))


def _of_classes(y: Any, fraction: float, rng: np.random.Generator) -> Any:
    """Return a share of each class's rows; the shares' remainders are drawn among classes."""
    positions, codes = np.arange(len(y)), _codes(y)
    shuffled = rng.permutation(positions)
    by_class = [shuffled[codes[shuffled] == code] for code in np.unique(codes)]
    shares = np.array([len(rows) * fraction if len(rows) > 1 else 0.0 for rows in by_class])
    counts = np.floor(shares).astype(int)
    spare = round(shares.sum()) - counts.sum()
    counts[np.argsort(counts - shares, kind="stable")[:spare]] += 1
    return np.concatenate([rows[:n] for rows, n in zip(by_class, counts, strict=True)])


def _codes(y: Any) -> Any:
    """Return the classes as numbers; labels of mixed types cannot be sorted, text can."""
    return np.unique(np.array([repr(label) for label in y]), return_inverse=True)[1]
