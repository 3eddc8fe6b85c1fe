"""Errors by segment and by group, from the saved predictions and the rows themselves."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
from report.page.again.rows import wilson
from scipy import stats
from sklearn import metrics

LOOKED_AT, SHOWN, FEWEST, FEW = 12, 10, 20, 30


def errors(told, said):
    """Return each row's error: 1 for a wrong class, or how far a value is off."""
    return (said != told.y).astype(float) if told.classes else np.abs(said - told.y)


def segments(told):
    """Return the segments with the greatest errors, of the columns that matter most."""
    ours = errors(told, told.named)
    trivial = told.trivial.argmax(axis=1) if told.classes else told.trivial
    theirs = errors(told, trivial)
    names = [row["column"] for row in told.report["importance"]["columns"]]
    found = []
    for name in names[:LOOKED_AT]:
        for label, rows in parts(told.X[name], told.kinds[name]):
            if FEWEST <= rows.sum() < len(rows):
                found.append({"column": name, "segment": label, **_error(told, ours[rows])})
                found[-1]["baseline"] = theirs[rows].mean()
    for row in found:
        row["worse"] = bool(row["low"] > ours.mean())
    found.sort(key=lambda row: (-row["low"], -row["error"]))
    return {
        "overall": {**_error(told, ours), "baseline": theirs.mean()},
        "rows": found[:SHOWN],
        "n_looked_at": len(found),
        "n_worse": sum(row["worse"] for row in found),
    }


def parts(column, kind):
    """Yield the segments of a column with their rows."""
    gone = column.isna().to_numpy()
    if kind in ("number", "datetime"):
        values = column.to_numpy()
        if kind == "datetime":
            values = values.astype("datetime64[ns]").astype(np.int64)
        yield from _quarters(values, ~gone, _day if kind == "datetime" else _told)
    elif kind in ("category", "boolean"):
        for level in column[~gone].value_counts().index[:8]:
            yield str(level), (column == level).to_numpy(dtype=bool)
    if gone.any():
        yield "missing", gone


def _quarters(values, known, told):
    distinct = np.unique(values[known])
    if len(distinct) <= 4:
        for value in distinct:
            yield f"= {told(value)}", known & (values == value)
        return
    edges = np.unique(np.quantile(values[known], [0, 0.25, 0.5, 0.75, 1]))
    for low, high in pairwise(edges):
        below = values <= high if high == edges[-1] else values < high
        yield f"{told(low)} to {told(high)}", known & (values >= low) & below


def _told(value):
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e15 else f"{value:.4g}"


def _day(value):
    return str(pd.Timestamp(int(value)))[:10]


def _error(told, off):
    n, mean = len(off), off.mean()
    if told.classes:
        low, high = wilson(int(off.sum()), n)
    else:
        low, high = stats.t.interval(0.95, n - 1, mean, stats.sem(off))
        low = max(0.0, low)
    return {"n": n, "error": mean, "low": low, "high": high}


def fairness(told):
    """Return each group's measures and the greatest differences between two groups."""
    if told.sensitive is None:
        return None
    groups = told.sensitive.astype(object).where(told.sensitive.notna(), "missing").astype(str)
    groups = groups.to_numpy(dtype=object)
    drawn, narrow, n_resampled = _drawn(told, groups)
    by_name, found = {}, []
    for row in told.report["fairness"]["groups"]:
        name, inside = row["group"], groups == row["group"]
        measures = _of_shares if told.classes else _of_values
        by_name[name] = measures(told, inside)
        if told.classes is None:
            for measure, (value, *_) in by_name[name].items():
                limits = (frame.loc[name, measure] for frame in drawn.by_group_ci)
                by_name[name][measure] = value, *(value + narrow * (b - value) for b in limits)
        n = int(inside.sum())
        found.append({"group": name, "n": n, "few": n < FEW})
        found[-1]["values"] = {
            measure: dict(zip(("value", "low", "high"), three, strict=True))
            for measure, three in by_name[name].items()
        }
    assert set(by_name) == set(groups)
    differences = []
    for measure in told.report["fairness"]["measures"]:
        value = np.ptp([values[measure][0] for values in by_name.values()])
        limits = (value + narrow * (c[measure] - value) for c in drawn.difference_ci())
        low, high = (max(0.0, float(b)) for b in limits)
        differences.append({"measure": measure, "value": value, "low": low, "high": high})
    return {"groups": found, "differences": differences, "n_resampled": n_resampled}


def _of_values(told, rows):
    """Return the measures of some rows of numbers."""
    y, said = told.y[rows], told.named[rows]
    return {
        "mean absolute error": (metrics.mean_absolute_error(y, said),),
        "mean error": (float(np.mean(said - y)),),
    }


def _of_shares(told, rows):
    """Return the measures of some rows, with the interval of each share."""
    y, said, n = told.y[rows], told.named[rows], int(rows.sum())
    right = int(metrics.accuracy_score(y, said, normalize=False))
    found = {"accuracy": (metrics.accuracy_score(y, said), *wilson(right, n))}
    if len(told.classes) > 2:
        return found
    (tn, fp), (fn, tp) = metrics.confusion_matrix(y, said, labels=[0, 1]).tolist()
    shares = {
        "selection rate": (tp + fp, n),
        "true positive rate": (tp, tp + fn),
        "false positive rate": (fp, fp + tn),
    }
    return found | {name: (hits / of, *wilson(hits, of)) for name, (hits, of) in shares.items()}


def _bias(y, said):
    return np.mean(said - y)


def _drawn(told, groups):
    """Return fairlearn's own bootstrap, how much it is narrowed, and of how many rows it is."""
    from fairlearn import metrics as fair

    known = {
        "accuracy": metrics.accuracy_score,
        "selection rate": fair.selection_rate,
        "true positive rate": fair.true_positive_rate,
        "false positive rate": fair.false_positive_rate,
        "mean absolute error": metrics.mean_absolute_error,
        "mean error": _bias,
    }
    rows = np.sort(np.random.default_rng(0).permutation(len(groups))[:5_000])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a group that a resample has not
        drawn = fair.MetricFrame(
            metrics={name: known[name] for name in told.report["fairness"]["measures"]},
            y_true=told.y[rows],
            y_pred=told.named[rows],
            sensitive_features=groups[rows],
            n_boot=100,
            ci_quantiles=[0.025, 0.975],
            random_state=0,
        )
    return drawn, np.sqrt(len(rows) / len(groups)), len(rows)
