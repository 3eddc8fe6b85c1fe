"""Whether the rows to judge by are like those learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from lepton_automl.explain import Columns
from lepton_automl.explain.blend import quietly
from lepton_automl.report.page.overview import kind_of
from lepton_automl.task import Task

__all__ = ["drift"]

MOST_COLUMNS, MOST_ROWS = 200, 3_000
LEAST_ROWS = 30
SURE, LARGE = 0.01, 0.1  # p-value after correction, and distance, from which it is said
BINS = 12


def drift(
    task: Task, train: Columns, test: Columns, *, random_state: int | None
) -> dict[str, Any] | None:
    """Return how far each column's values have moved, most first; None of too few rows.

    The ``distance`` is the greatest difference between the two cumulative distributions
    (Kolmogorov and Smirnov) of numbers and times, and half the sum of the differences of the
    levels' shares for others; missing values are compared by their share. P-values are
    corrected for the number of columns (Benjamini and Hochberg). ``apart`` is the ROC AUC of a
    model that tells test rows from training rows: 0.5 if it cannot.
    """
    if min(len(train), len(test)) < LEAST_ROWS:
        return None
    random = np.random.default_rng(random_state)
    ours, theirs = (
        c.take(np.sort(random.permutation(len(c))[:MOST_ROWS])) for c in (train, test)
    )
    found = []
    with quietly():
        for position in range(min(MOST_COLUMNS, ours.width)):
            kind = kind_of(task, position)
            if kind == "text":
                continue
            a, b = ours.column(position), theirs.column(position)
            found.append({"name": ours.names[position], "kind": kind, **_moved(a, b, kind)})
        apart = _apart(ours, theirs, random_state)
    corrected = false_discovery_control([row["p"] for row in found]) if found else []
    for row, p in zip(found, corrected, strict=True):
        row["p"] = float(p)
        row["moved"] = bool(p < SURE and row["distance"] > LARGE)
    found.sort(key=lambda row: (-row["moved"], -row["distance"]))
    return {
        "columns": found,
        "n_moved": sum(row["moved"] for row in found),
        "apart": apart,
        "n_train": len(ours),
        "n_test": len(theirs),
    }


def _moved(a: Any, b: Any, kind: str) -> dict[str, Any]:
    """Return the distance between two samples of a column, and how sure it is."""
    blank = float(pd.isna(a).mean()), float(pd.isna(b).mean())
    gone = _table([[blank[0] * len(a), len(a)], [blank[1] * len(b), len(b)]])
    known = a[~pd.isna(a)], b[~pd.isna(b)]
    if min(map(len, known)) == 0:
        distance, p, shares = abs(blank[0] - blank[1]), gone, {}
    elif kind in ("number", "datetime"):
        x, y = (_number(v) for v in known)
        test = ks_2samp(x, y, method="asymp")
        distance, p = float(test.statistic), float(test.pvalue)
        shares = _histograms(x, y) if kind == "number" else {}
    else:
        distance, p, shares = _levels(*known)
    if abs(blank[0] - blank[1]) > distance:
        distance, p = abs(blank[0] - blank[1]), gone
    return {
        "distance": distance,
        "p": p,
        "missing": list(blank),
        **shares,
    }


def _number(values: Any) -> Any:
    times = values.dtype.kind == "M"
    return values.astype("datetime64[ns]").astype(np.int64) if times else values.astype(float)


def _histograms(x: Any, y: Any) -> dict[str, Any]:
    edges = np.unique(np.quantile(np.concatenate([x, y]), np.linspace(0.01, 0.99, BINS + 1)))
    if len(edges) < 2:
        return {}
    edges = np.linspace(edges[0], edges[-1], BINS + 1)
    parts = [np.histogram(np.clip(v, edges[0], edges[-1]), edges)[0] / len(v) for v in (x, y)]
    return {"edges": edges.tolist(), "train": parts[0].tolist(), "test": parts[1].tolist()}


def _levels(a: Any, b: Any) -> tuple[float, float, dict[str, Any]]:
    counts = pd.DataFrame(
        {
            "a": pd.Series(a).astype(str).value_counts(),
            "b": pd.Series(b).astype(str).value_counts(),
        }
    ).fillna(0.0)
    shares = counts / counts.sum()
    distance = float((shares["a"] - shares["b"]).abs().sum() / 2)
    rare = counts.sum(axis=1) < 10  # too few for a test by themselves
    merged = counts[~rare].to_numpy().tolist()
    if rare.any():
        merged.append(counts[rare].sum().tolist())
    new = float(shares.loc[counts["a"] == 0, "b"].sum())
    p = _table(np.array(merged).T.tolist(), whole=False)
    return distance, p, {"new_levels": new}


def _table(counts: list[list[float]], whole: bool = True) -> float:
    """Return the p-value of a table of counts; with `whole`, of parts of a whole."""
    table = np.array(counts, dtype=float)
    if whole:
        table = np.stack([table[:, 0], table[:, 1] - table[:, 0]], axis=1)
    table = table[:, table.sum(axis=0) > 0]
    return float(chi2_contingency(table).pvalue) if table.shape[1] > 1 else 1.0


def _apart(ours: Columns, theirs: Columns, random_state: int | None) -> float | None:
    """Return how well a model tells the two apart, on rows left out of its fits."""
    coded = [
        np.column_stack([_coded(c.column(j)) for j in range(min(c.width, MOST_COLUMNS))])
        for c in (ours, theirs)
    ]
    y = np.repeat([0, 1], [len(c) for c in coded])
    model = HistGradientBoostingClassifier(
        max_iter=40, max_leaf_nodes=8, random_state=random_state, early_stopping=False
    )
    folds = StratifiedKFold(3, shuffle=True, random_state=random_state)
    X = np.concatenate(coded)
    said = cross_val_predict(model, X, y, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(y, said))


def _coded(values: Any) -> Any:
    """Return a column as numbers; levels by a number that only their text decides."""
    if values.dtype.kind in "biuf":
        return values.astype(float)
    if values.dtype.kind == "M":
        return np.where(pd.isna(values), np.nan, _number(values).astype(float))
    hashed = pd.util.hash_array(pd.Series(values).astype(str).to_numpy(dtype=object))
    return (hashed % 1009).astype(float)
