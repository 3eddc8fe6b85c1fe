"""Rows to try a model on, made up to be nasty: what production sends sooner or later.

Each cell is drawn from its own column, so that no row is one of the data's; then some cells
become missing, categories that were never seen, numbers far out of range, texts in strange
letters. The seed is fixed: the same sample gives the same rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.task import Task

__all__ = ["probe", "sample"]

MOST_ROWS, LEAST_ROWS, MOST_CELLS = 96, 12, 20_000
SAMPLED_CELLS = 500_000
NASTY = 0.3  # the share of cells, in the rows that are not ordinary
FAR = 1e12  # beyond any unit; its square still fits into 32 bits
UNSEEN = "never seen"
TEXTS = (
    "",
    "!?... --- ***",
    "ÜNÏCÖDE Straße ÉTÉ Ångström",
    "МОСКВА ΑΘΗΝΑ 東京 ١٢٣ naïve",
    "tab\tnew\nline \u00a0 no-break",
    "don't under_score 3.14 x2 A1-B2",
)
MOMENTS = (
    "NaT",
    "1969-12-31T23:59:59.5",
    "1900-02-28T12:00:00",
    "2000-02-29T00:00:01",
    "2100-12-31T23:59:59",
)


def sample(X: Any, seed: int = 0) -> Any:
    """Return some rows of X at random, few enough to keep: what `probe` is made from.

    Examples
    --------
    >>> sample(np.arange(2_000_000.0).reshape(-1, 2)).shape
    (256, 2)
    """
    width = int(np.prod(X.shape[1:])) or 1
    most = min(len_of(X), max(LEAST_ROWS, min(256, SAMPLED_CELLS // width)))
    rows = np.sort(np.random.default_rng(seed).choice(len_of(X), most, replace=False))
    return take(X, rows)


def probe(X: Any, task: Task, seed: int = 0) -> Any:
    """Return made-up rows in the canonical form of X; some of X itself if it is of objects.

    Parameters
    ----------
    X : DataFrame, array or CSR matrix
        A sample of the data.
    task : Task
        Says which columns hold text.
    seed : int
        The same gives the same rows.
    """
    random = np.random.default_rng(seed)
    if hasattr(X, "tocsr"):
        return _sparse(X.tocsr(), random)
    if not hasattr(X, "columns") and (X.ndim != 2 or X.dtype == object):
        return X[:LEAST_ROWS]
    n_rows = int(np.clip(MOST_CELLS // max(X.shape[1], 1), LEAST_ROWS, MOST_ROWS))
    ordinary = np.arange(n_rows) < n_rows // 3
    if not hasattr(X, "columns"):
        columns = [_column(column, "number", ordinary, random) for column in X.T]
        return np.column_stack(columns).astype(X.dtype)
    kinds = {i.name: i.kind for i in task.schema.inputs}
    made = {}
    for name in X.columns:
        cells = _column(X[name].to_numpy(), kinds.get(name, ""), ordinary, random)
        made[name] = pd.Series(cells, dtype=X[name].dtype)  # not what pandas would guess
    return pd.DataFrame(made, columns=X.columns)


def take(X: Any, rows: Any) -> Any:
    """Return rows of X by position."""
    return X.iloc[rows].reset_index(drop=True) if hasattr(X, "iloc") else X[rows]


def len_of(X: Any) -> int:
    """Return how many rows there are; a sparse matrix has no length."""
    return int(X.shape[0])


def _column(values: Any, kind: str, ordinary: Any, random: Any) -> Any:
    """Return a made-up column: cells of this one, then nasty ones."""
    present = values[~pd.isna(values)]
    n_rows = len(ordinary)
    strange = _strange(present, values, kind, random)
    known = present if len(present) else values
    chosen = random.integers(len(known), size=n_rows)
    found = known[chosen].copy() if kind != "text" else _texts(known, n_rows, random)
    nasty = ~ordinary & (random.random(n_rows) < NASTY)
    nasty[-1] = True  # one row has nothing ordinary
    for row in np.flatnonzero(nasty):
        found[row] = strange[random.integers(len(strange))]
    return found


def _strange(present: Any, values: Any, kind: str, random: Any) -> list[Any]:
    if values.dtype.kind == "M":
        return [np.datetime64(m, "ns") for m in MOMENTS]
    if kind == "boolean":
        return [np.nan]
    if values.dtype.kind == "f":
        return _far(present)
    if kind == "text":
        several = _texts(present, 20, random)  # of the data's words, not its sentences
        return [*TEXTS, " ".join(several[:3]).upper(), " ".join(several)]
    if kind == "category":
        level = str(random.choice(present)) if len(present) else UNSEEN
        return [np.nan, np.nan, UNSEEN, level.swapcase(), f"{level} ", "Ünseen ✓"]
    return [None] if not len(present) else list(present[:3])  # a kind that is a plugin's


def _far(present: Any) -> list[Any]:
    low, high = (present.min(), present.max()) if len(present) else (0.0, 1.0)
    span = high - low + 1.0
    return [np.nan, np.nan, np.nan, 0.0, -1.0, low - 3 * span, high + 1e3 * span, FAR, -FAR]


def _texts(known: Any, n_rows: int, random: Any) -> Any:
    """Return texts of the words of a column, in another order."""
    words = np.array([*dict.fromkeys(w for v in known for w in str(v).split())], dtype=object)
    lengths = np.array([len(str(v).split()) for v in known])
    found = np.empty(n_rows, dtype=object)
    for row in range(n_rows if len(known) else 0):
        length = int(random.choice(lengths)) if len(words) else 0
        found[row] = " ".join(random.choice(words, length)) if length else ""
    return found


def _sparse(X: Any, random: Any) -> Any:
    """Return rows whose pattern of zeros is the data's, with each other's values."""
    found = X[: min(X.shape[0], 4 * LEAST_ROWS)].copy()
    found.data = random.permutation(found.data)
    found.data[::17] *= 1e3
    return found
