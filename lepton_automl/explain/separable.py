"""Which input column each prepared feature comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.explain.columns import Columns

__all__ = ["owners"]

MOST_COLUMNS, MOST_FEATURES = 300, 20_000


def owners(
    prepare: Any, rows: Columns, background: Columns
) -> tuple[NDArray[np.intp], Any, Any] | None:
    """Return the column behind each prepared feature, and both sets of rows prepared.

    It is found by exchanging one column at a time, and holds for the rows at hand. None if a
    feature depends on several columns, as those of a projection do.

    Parameters
    ----------
    prepare : transformer
        Fitted.
    rows, background : Columns
    """
    if rows.width > MOST_COLUMNS:
        return None
    n_rows = len(rows)
    pool = rows.joined(background)
    whole = _prepared(prepare, pool)
    if whole is None:
        return None
    # A feature that takes two values among the rows changes somewhere when they are shifted.
    shifted = pool.take(np.roll(np.arange(len(pool)), 1))
    owner = np.full(whole.shape[1], -1, dtype=np.intp)
    for position in range(pool.width):
        other = _prepared(prepare, pool.with_column(position, shifted.column(position)))
        if other is None:
            return None
        changed = (other != whole).any(axis=0)
        if (owner[changed] >= 0).any():
            return None
        owner[changed] = position
    if not _holds(prepare, pool, shifted, whole, owner):
        return None
    return owner, whole[:n_rows], whole[n_rows:]


def _prepared(prepare: Any, columns: Columns) -> Any:
    """Return prepared rows as a dense array with a number for NaN; None if that is too wide."""
    found = prepare.transform(columns.X) if hasattr(prepare, "transform") else columns.X
    if found.shape[1] > MOST_FEATURES:
        return None
    dense = found.toarray() if hasattr(found, "toarray") else np.asarray(found)
    if dense.dtype.kind not in "biuf":
        return None
    dense = dense.astype(np.float64)
    return np.where(np.isnan(dense), np.inf, dense)


def _holds(prepare: Any, pool: Columns, shifted: Columns, whole: Any, owner: Any) -> bool:
    """Tell whether rows mixed of two have the features of the one or the other."""
    own = np.random.default_rng(0).random((len(pool), pool.width)) < 0.5
    found = _prepared(prepare, pool.mixed(shifted, own))
    moved = np.roll(whole, 1, axis=0)
    keeps = np.where(owner[None, :] >= 0, own[:, np.maximum(owner, 0)], True)
    return found is not None and bool(np.allclose(found, np.where(keeps, whole, moved)))
