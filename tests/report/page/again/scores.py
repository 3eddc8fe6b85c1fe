"""Scores with their intervals, as scikit-learn computes them from the saved predictions."""

from __future__ import annotations

import re
import warnings

import numpy as np
from sklearn import metrics

MOST_ROWS = 5_000  # of a resample
VALUES = {
    "neg_root_mean_squared_error": metrics.root_mean_squared_error,
    "neg_mean_absolute_error": metrics.mean_absolute_error,
    "neg_median_absolute_error": metrics.median_absolute_error,
    "r2": metrics.r2_score,
}


def of_classes(name, y, named, said):
    """Return a metric of classes as scikit-learn computes it."""
    two, every = said.shape[1] == 2, np.arange(said.shape[1])
    top = said[:, 1] if two else said
    truth = y if two else np.eye(said.shape[1])[y]
    found = {
        "roc_auc": lambda: metrics.roc_auc_score(truth, top, average="macro"),
        "average_precision": lambda: metrics.average_precision_score(truth, top),
        "neg_log_loss": lambda: metrics.log_loss(y, said, labels=every),
        "neg_brier_score": lambda: metrics.brier_score_loss(y, said, labels=every),
        "accuracy": lambda: metrics.accuracy_score(y, named),
        "balanced_accuracy": lambda: metrics.balanced_accuracy_score(y, named),
        "f1": lambda: metrics.f1_score(y, named),
        "f1_macro": lambda: metrics.f1_score(y, named, average="macro"),
        "precision": lambda: metrics.precision_score(y, named, zero_division=0.0),
        "recall": lambda: metrics.recall_score(y, named),
        "matthews_corrcoef": lambda: metrics.matthews_corrcoef(y, named),
    }
    return found[name]()


def scores(told):
    """Return the table of scores and the headline."""
    rows = [_row(told, row) for row in told.report["scores"]]
    assert len(rows) >= 4
    assert rows[0]["metric"] == told.automl.metric_.name
    first = {k: rows[0][k] for k in ("metric", "value", "low", "high", "baseline")}
    plain = _plain_classes(told) if told.classes else _plain_values(told)
    return {
        "scores": rows,
        "headline": {**first, "n_rows": len(told.rows), "verdict": _verdict(rows[0])}
        | {"plain": {**plain, "n_rows": len(told.rows)}},
    }


def _row(told, row):
    name, note = row["metric"], row["note"]

    def again(at, trivial=False):
        if told.classes is None:
            return VALUES[name](told.y[at], (told.trivial if trivial else told.named)[at])
        said = told.trivial if trivial else told.said
        named = np.argmax(said, axis=1) if trivial else told.named
        return of_classes(name, told.y[at], named[at], said[at])

    every = np.arange(len(told.rows))
    value = again(every)
    fewer = re.search(r"(\d+) resamples for want of time", note)
    low, high = _interval(again, value, every, int(fewer[1]) if fewer else told.resamples)
    better = "lower" if name.startswith("neg_") else "higher"
    assert (len(every) > MOST_ROWS) == (f"of {MOST_ROWS:,} of {len(every):,} rows" in note)
    return {"metric": name, "better": better, "value": value, "low": low, "high": high} | {
        "baseline": again(every, trivial=True)
    }


def _interval(again, value, every, resamples):
    """Return the percentiles of resamples; of many rows, from fewer, narrowed."""
    random, n = np.random.default_rng(0), len(every)
    size = min(n, MOST_ROWS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a class that a resample has not
        found = [again(random.integers(0, n, size)) for _ in range(resamples)]
    bounds = np.percentile([f for f in found if np.isfinite(f)], [2.5, 97.5])
    return value + np.sqrt(size / n) * (bounds - value)


def _verdict(row):
    sign = -1 if row["better"] == "lower" else 1
    if sign * row["value"] <= sign * row["baseline"]:
        return "worse"
    worst = min(sign * row["low"], sign * row["high"])
    return "better" if worst > sign * row["baseline"] else "not clearly better"


def _plain_classes(told):
    right = metrics.accuracy_score(told.y, told.named, normalize=False)
    trivial = np.argmax(told.trivial, axis=1)
    return {
        "right": int(right),
        "baseline": int(metrics.accuracy_score(told.y, trivial, normalize=False)),
    }


def _plain_values(told):
    off = np.abs(told.y - told.named)
    return {
        "half": np.median(off),
        "most": np.quantile(off, 0.9),
        "baseline": metrics.median_absolute_error(told.y, told.trivial),
    }
