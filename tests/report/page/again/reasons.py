"""What the model looks at: importance by scikit-learn, dependence by asking the model again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import permutation_importance


class _Values(RegressorMixin, BaseEstimator):
    """The fitted object as scikit-learn's tools want it: a regressor by name."""

    def __init__(self, automl):
        self.automl = automl

    def fit(self, X, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict(self, X):
        return self.automl.predict(X)


class _Classes(ClassifierMixin, _Values):
    """A classifier by name."""

    @property
    def classes_(self):
        return np.array(self.automl.task_.classes)

    def predict_proba(self, X):
        return self.automl.predict_proba(X)


def importance(told):
    """Return scikit-learn's permutation importance of the columns that were looked at."""
    found = told.report["importance"]
    random = np.random.default_rng(0)
    rows = random.permutation(len(told.X))[:5_000]
    if found["n_rows"] != len(rows):  # time was short: fewer were drawn
        rows = random.permutation(len(told.X))[: found["n_rows"]]
    rows = np.sort(rows)
    labels = np.array(told.automl.task_.classes, dtype=object) if told.classes else None
    y = told.y[rows] if labels is None else pd.Series(labels[told.y[rows]].tolist())
    table = permutation_importance(
        (_Classes if told.classes else _Values)(told.automl),
        told.X.iloc[rows],
        y,
        scoring=told.automl.metric_.name,
        n_repeats=found["n_repeats"],
        random_state=0,
    )
    every = pd.DataFrame(
        {"importance": table.importances_mean, "std": table.importances_std},
        index=told.X.columns,
    )
    shown = every.loc[[row["column"] for row in found["columns"]]]
    assert (np.diff(shown["importance"]) < 1e-9).all()  # the greatest first
    return {
        "columns": [
            {"column": name, "importance": row["importance"], "std": row["std"]}
            for name, row in shown.iterrows()
        ],
        "n_rows": len(rows),
        "n_left_out": len(told.X.columns) - len(shown),
    }


def attributions(told):
    """Return what follows from Shapley values; that they add up is checked on the way."""
    found, random = told.report["attributions"], np.random.default_rng(0)
    rows = np.sort(random.permutation(len(told.X))[: found["n_rows"]])
    others = np.sort(random.permutation(len(told.train))[:100])
    at = _output(told)
    base = _asked(told, told.train.iloc[others])[:, at].mean()
    off = _asked(told, told.X.iloc[rows])[:, at] - base
    values = {row["column"]: np.array(row["values"]) for row in found["columns"]}
    # What the columns that are not shown add, row by row, is on average no more than `rest`.
    rest = np.abs(off - sum(values.values())).mean()
    assert rest <= found["rest"] + 1e-9
    if len(values) == len(told.X.columns):
        assert rest == pytest.approx(0.0, abs=1e-9)
    means = [np.abs(v).mean() for v in values.values()]
    assert means == sorted(means, reverse=True)
    return {
        "base_value": base,
        "columns": [
            {"column": name, "mean": mean, "ranks": _ranks(told, name, rows)}
            for name, mean in zip(values, means, strict=True)
        ],
    }


def _output(told):
    if told.classes is None:
        return 0
    return 1 if len(told.classes) == 2 else int(np.bincount(told.y).argmax())


def _asked(told, X):
    said = told.respond(X)
    return said[:, None] if said.ndim == 1 else said


def _ranks(told, name, rows):
    column = told.X[name].iloc[rows]
    if told.kinds[name] == "category":
        return [None] * len(rows)
    return [None if np.isnan(r) else r for r in column.rank(pct=True)]


def dependence(told):
    """Return the mean, and the middle 80 %, of predictions with one column set to a value."""
    rows = np.random.default_rng(0).permutation(len(told.X))
    X, found = told.X.iloc[np.sort(rows[: told.curve_rows])], []
    order = [row["column"] for row in told.report["importance"]["columns"]]
    shown = [curve["column"] for curve in told.report["dependence"]]
    assert shown == order[: len(shown)]
    for name in shown:
        points, share = _grid(X[name], told.kinds[name])
        said = np.stack([_asked(told, _with(X, name, p)) for p in points])
        if told.classes and len(told.classes) == 2:
            said = said[:, :, 1:]
        outputs = zip(
            said.mean(axis=1).T,
            *np.percentile(said, (10, 90), axis=1).transpose(0, 2, 1),
            strict=True,
        )
        found.append(
            {
                "column": name,
                "share": share,
                "outputs": [
                    {"mean": mean.tolist(), "low": low.tolist(), "high": high.tolist()}
                    for mean, low, high in outputs
                ],
            }
        )
        told_as = [str(p)[:10] if told.kinds[name] == "datetime" else p for p in points]
        found[-1]["values"] = (
            told_as if told.kinds[name] == "number" else list(map(str, told_as))
        )
    return found


def _with(X, name, value):
    return X.assign(**{name: pd.Series([value] * len(X), index=X.index, dtype=X[name].dtype)})


def _grid(column, kind):
    """Return the values to put in, and the share of rows that are nearest to each."""
    if kind in ("category", "boolean"):
        counts = column.value_counts(normalize=True)[:8]
        counts = counts.sort_index() if kind == "boolean" else counts
        return list(counts.index), counts.tolist()
    known = column.dropna().to_numpy()
    times = kind == "datetime"
    numbers = known.astype("datetime64[ns]").astype(np.int64) if times else known
    points = np.unique(numbers)
    if len(points) > 15:
        points = np.unique(np.quantile(numbers, np.linspace(0.05, 0.95, 15)))
    nearest = np.searchsorted((points[1:] + points[:-1]) / 2, numbers)
    share = np.bincount(nearest, minlength=len(points)) / len(column)
    if times:
        return [pd.Timestamp(int(p)) for p in points], share.tolist()
    return points.tolist(), share.tolist()
