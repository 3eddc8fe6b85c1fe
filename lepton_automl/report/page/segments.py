"""Where the model errs more than elsewhere: errors by the values of single columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from lepton_automl.explain import Columns
from lepton_automl.report.page.classes import wilson
from lepton_automl.report.page.overview import kind_of
from lepton_automl.task import Task

__all__ = ["errors_of", "groups", "segments"]

Array = NDArray[np.float64]
PARTS, LEVELS = 4, 8
FEWEST = 20  # rows that a segment must have
SHOWN = 10


def errors_of(y: Any, prediction: Any, decision: Any) -> Array | None:
    """Return each row's error: 1 for a wrong class, or how far a value is off."""
    if decision is not None:
        return np.asarray(decision != y, dtype=float)
    if prediction.ndim == 1 and prediction.dtype.kind == "f" and y.dtype.kind in "biuf":
        return np.asarray(np.abs(prediction - y), dtype=float)
    return None


def segments(
    task: Task,
    columns: Columns,
    errors: Array,
    trivial: Array | None,
    names: list[str],
) -> dict[str, Any]:
    """Return the segments with the greatest errors, surest first.

    Parameters
    ----------
    task : Task
    columns : Columns
        The rows.
    errors, trivial : ndarray of shape (n_rows,)
        The model's, and the baseline's.
    names : list of str
        The columns to look at.

    Returns
    -------
    dict
        ``rows``: column, segment, ``n``, ``error`` with its 95 % interval, the ``baseline``'s
        error there, and whether it is ``worse`` than the whole for sure; ``n_looked_at``.
    """
    overall = float(errors.mean())
    yes_or_no = task.classes is not None
    found: list[dict[str, Any]] = []
    for name in names:
        position = columns.names.index(name)
        kind = kind_of(task, position)
        for label, rows in groups(columns.column(position), kind):
            n = int(rows.sum())
            if FEWEST <= n < len(errors):
                found.append(
                    {"column": name, "segment": label, "n": n}
                    | _error(errors[rows], yes_or_no)
                    | {"baseline": None if trivial is None else float(trivial[rows].mean())}
                )
    for row in found:
        row["worse"] = bool(row["low"] > overall)
    found.sort(key=lambda row: (-row["low"], -row["error"]))
    return {
        "measure": "wrong" if yes_or_no else "off",
        "overall": {"n": len(errors), **_error(errors, yes_or_no)}
        | {"baseline": None if trivial is None else float(trivial.mean())},
        "rows": found[:SHOWN],
        "n_looked_at": len(found),
        "n_worse": sum(row["worse"] for row in found),
    }


def groups(values: Any, kind: str) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield the segments of a column: quarters of numbers and times, levels of others."""
    blank = (values == "") if kind == "text" else np.asarray(pd.isna(values))
    if kind in ("number", "datetime"):
        yield from _quarters(values, blank, times=kind == "datetime")
    elif kind in ("category", "boolean"):
        yield from _named(values, blank, kind)
    if blank.any():
        yield "missing", blank


def _quarters(values: Any, blank: Any, times: bool) -> Iterator[tuple[str, Any]]:
    known = values[~blank]
    if not len(known):
        return
    numbers = values.astype("datetime64[ns]").astype(np.int64) if times else values
    distinct = np.unique(numbers[~blank])
    if len(distinct) <= PARTS:
        for value in distinct:
            yield f"= {_told(value, times)}", ~blank & (numbers == value)
        return
    edges = np.unique(np.quantile(numbers[~blank], np.linspace(0, 1, PARTS + 1)))
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = (numbers >= low) & ((numbers <= high) if last else (numbers < high))
        yield f"{_told(low, times)} to {_told(high, times)}", ~blank & inside


def _told(value: Any, times: bool) -> str:
    if times:
        return str(np.datetime64(int(value), "ns"))[:10]
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e15 else f"{value:.4g}"


def _named(values: Any, blank: Any, kind: str) -> Iterator[tuple[str, Any]]:
    for level in pd.Series(values[~blank]).value_counts()[:LEVELS].index:
        told = str(bool(level)) if kind == "boolean" else str(level)
        yield told, ~blank & (values == level)


def _error(errors: Array, yes_or_no: bool) -> dict[str, Any]:
    n, mean = len(errors), float(errors.mean())
    if yes_or_no:
        low, high = wilson(int(errors.sum()), n)
        return {"error": mean, "low": low, "high": high}
    half = float(student.ppf(0.975, n - 1) * errors.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    return {"error": mean, "low": max(0.0, mean - half), "high": mean + half}
