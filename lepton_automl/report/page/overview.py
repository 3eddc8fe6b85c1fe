"""What the data look like: each column by its kind, what is missing, how values are spread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.explain import Columns
from lepton_automl.task import Task

__all__ = ["kind_of", "overview", "target"]

MOST_COLUMNS = 200
BINS, LEVELS = 12, 5
FEWEST = 5  # rows that share a level before it is named: rarer ones may name a person


def kind_of(task: Task, position: int) -> str:
    """Return the kind of an input column by its position among the columns of X."""
    inputs = task.schema.inputs
    return inputs[position].kind if task.schema.form == "table" else inputs[0].kind


def overview(task: Task, train: Columns | None, test: Columns | None) -> dict[str, Any]:
    """Return the kinds of columns, and for each column what its values are like.

    Parameters
    ----------
    task : Task
    train, test : Columns or None
        Rows learned from, or a sample of them; rows given for the report.
    """
    schema = task.schema
    kinds: dict[str, int] = {}
    for column in schema.inputs:
        several = 1 if schema.form == "table" else column.width
        kinds[column.kind] = kinds.get(column.kind, 0) + several
    shown = train or test
    width = 0 if shown is None else min(MOST_COLUMNS, shown.width)
    return {
        "form": schema.form,
        "kinds": kinds,
        "n_train": task.n_rows,
        "n_looked_at": 0 if train is None else len(train),
        "n_test": 0 if test is None else len(test),
        "columns": [_column(task, train, test, j) for j in range(width)],
        "n_more": 0 if shown is None else shown.width - width,
        "left_out": [{"column": c, "reason": r} for c, r in schema.left_out],
    }


def target(task: Task, train: Any, test: Any) -> dict[str, Any]:
    """Return how often each class occurs, or how the values are spread.

    Parameters
    ----------
    task : Task
    train, test : ndarray or None
        Encoded.
    """
    known = [y for y in (train, test) if y is not None]
    if not known or known[0].ndim != 1 or known[0].dtype.kind not in "biuf":
        return {"sort": "other"}
    if task.classes is not None:
        every = len(task.classes)
        return {
            "sort": "classes",
            "classes": [
                {"class": str(label), "train": _rate(train, i), "test": _rate(test, i)}
                for i, label in enumerate(task.classes[:every])
            ],
        }
    edges = np.histogram_bin_edges(np.concatenate(known), bins=24)
    return {
        "sort": "values",
        "edges": edges.tolist(),
        "train": None if train is None else np.histogram(train, edges)[0].tolist(),
        "test": None if test is None else np.histogram(test, edges)[0].tolist(),
        **_numbers(np.concatenate(known)),
    }


def _rate(y: Any, position: int) -> float | None:
    return None if y is None else float((y == position).mean())


def _column(
    task: Task, train: Columns | None, test: Columns | None, position: int
) -> dict[str, Any]:
    shown = train or test
    assert shown is not None  # there is a column
    values = shown.column(position)
    kind = kind_of(task, position)
    empty = values == "" if kind == "text" else pd.isna(values)
    known = values[~empty]
    found: dict[str, Any] = {
        "name": shown.names[position],
        "kind": kind,
        "missing": float(empty.mean()),
        "missing_test": None,
        "distinct": int(pd.Series(known).nunique()),
    }
    if train is not None and test is not None:
        other = test.column(position)
        blank = other == "" if kind == "text" else pd.isna(other)
        found["missing_test"] = float(blank.mean())
    return {**found, **_summary(kind, known)}


def _summary(kind: str, known: Any) -> dict[str, Any]:
    if not len(known):
        return {}
    if kind == "boolean":
        return _levels(known.astype(bool))
    if kind == "number":
        counts = np.histogram(known.astype(float), bins=BINS)[0]
        return {**_numbers(known.astype(float)), "histogram": counts.tolist()}
    if kind == "datetime":
        times = pd.Series(known)
        counts = np.histogram(times.astype("int64"), bins=BINS)[0]
        first, last = (str(t)[:10] for t in (times.min(), times.max()))
        return {"first": first, "last": last, "histogram": counts.tolist()}
    if kind == "text":
        lengths = pd.Series(known).str.len().to_numpy(dtype=float)
        return {"length": float(np.median(lengths))}
    return _levels(known)


def _levels(known: Any) -> dict[str, Any]:
    counts = pd.Series(known).astype(str).value_counts()
    common: Mapping[Any, int] = counts[counts >= FEWEST][:LEVELS].to_dict()
    return {
        "levels": [{"level": k, "share": v / len(known)} for k, v in common.items()],
        "histogram": counts[:BINS].tolist(),
    }


def _numbers(values: Any) -> dict[str, Any]:
    found = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return dict(zip(("least", "first", "middle", "third", "most"), found, strict=True))
