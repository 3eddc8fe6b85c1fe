"""Signs that a column knows the answer, or that rows are judged that were learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import balanced_accuracy_score, r2_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from lepton_automl.explain import Columns
from lepton_automl.explain.blend import quietly
from lepton_automl.report.page.overview import kind_of
from lepton_automl.task import Task

__all__ = ["leakage", "repeated"]

MOST_COLUMNS, MOST_ROWS, LEAST_ROWS = 200, 2_000, 50
SUSPECT, STRONG = 0.99, 0.95


def leakage(
    task: Task, columns: Columns, y: Any, *, random_state: int | None
) -> dict[str, Any] | None:
    """Return how well each column alone tells the target, best first; None if not to be had.

    A shallow tree learns from the column alone; its ROC AUC (two classes), balanced accuracy
    (more classes) or R2 on rows left out is the column's strength. From `SUSPECT` on, a column
    is likely to have been made from the answer, and from `STRONG` on it may have been.
    """
    if y.ndim != 1 or y.dtype.kind not in "biuf" or len(columns) < LEAST_ROWS:
        return None
    random = np.random.default_rng(random_state)
    rows = np.sort(random.permutation(len(columns))[:MOST_ROWS])
    part, truth = columns.take(rows), y[: len(columns)][rows]
    if len(np.unique(truth)) < 2:
        return None
    found: list[dict[str, Any]] = []
    with quietly():
        for position in range(min(MOST_COLUMNS, part.width)):
            kind = kind_of(task, position)
            if kind in ("number", "boolean", "category", "datetime"):
                strength = _strength(_coded(part.column(position)), truth, task, random_state)
                found.append({"name": part.names[position], "strength": strength})
    found.sort(key=lambda row: -row["strength"])
    return {
        "measure": _measure(task),
        "columns": found[:10],
        "suspects": [row["name"] for row in found if row["strength"] >= SUSPECT],
        "strong": [row["name"] for row in found if STRONG <= row["strength"] < SUSPECT],
        "n_rows": len(rows),
    }


def repeated(train: Columns, test: Columns) -> dict[str, Any] | None:
    """Return how many test rows are among the training rows at hand, cell by cell."""
    if not isinstance(train.X, pd.DataFrame) and hasattr(train.X, "indptr"):
        return None
    ours, theirs = (pd.DataFrame(c.X) for c in (train, test))
    known = set(pd.util.hash_pandas_object(ours, index=False).tolist())
    again = pd.util.hash_pandas_object(theirs, index=False).isin(known)
    return {"share": float(again.mean()), "n": int(again.sum()), "n_train": len(train)}


def _measure(task: Task) -> str:
    if task.classes is None:
        return "r2"
    return "roc_auc" if task.n_classes == 2 else "balanced_accuracy"


def _strength(values: Any, y: Any, task: Task, random_state: int | None) -> float:
    X = values[:, None]
    shape = {"max_depth": 4, "min_samples_leaf": 5, "random_state": random_state}
    if task.classes is None:
        plain = KFold(3, shuffle=True, random_state=random_state)
        said = cross_val_predict(DecisionTreeRegressor(**shape), X, y, cv=plain)
        return float(r2_score(y, said))
    folds = StratifiedKFold(3, shuffle=True, random_state=random_state)
    tree = DecisionTreeClassifier(**shape)
    if task.n_classes > 2:
        return float(balanced_accuracy_score(y, cross_val_predict(tree, X, y, cv=folds)))
    said = cross_val_predict(tree, X, y, cv=folds, method="predict_proba")
    return float(roc_auc_score(y, said[:, -1]))


def _coded(values: Any) -> Any:
    if values.dtype.kind in "biuf":
        return values.astype(float)
    if values.dtype.kind == "M":
        codes = values.astype("datetime64[ns]").astype(np.int64).astype(float)
        return np.where(pd.isna(values), np.nan, codes)
    return pd.factorize(pd.Series(values), sort=True)[0].astype(float)
