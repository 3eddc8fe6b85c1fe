"""What the data look like, counted with pandas, scipy and scikit-learn from the rows."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import balanced_accuracy_score, r2_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

BINS, LEVELS, NAMED_FROM = 12, 5, 5
SHAPE = {"max_depth": 4, "min_samples_leaf": 5, "random_state": 0}


def data(told):
    """Return the columns, the target, and signs of leakage and drift."""
    again = pd.merge(told.X, told.train.drop_duplicates(), how="inner")
    return {
        "data": {
            "kinds": dict(Counter(told.kinds.values())),
            "n_train": told.automl.task_.n_rows,
            "n_looked_at": len(told.train),
            "n_test": len(told.X),
            "columns": [_column(told, name) for name in told.X.columns],
            "n_more": 0,
            "left_out": [],
        },
        "target": _target(told),
        "leakage": _leakage(told),
        "repeated": {
            "n": len(again),
            "share": len(again) / len(told.X),
            "n_train": len(told.train),
        },
        "drift": _drift(told),
    }


def coded(told):
    """Return the targets of training rows as the report has those of test rows."""
    if told.classes is None:
        return told.y_train.to_numpy(dtype=float)
    return told.y_train.astype(str).map({c: i for i, c in enumerate(told.classes)}).to_numpy()


def _column(told, name):
    column, kind = told.train[name], told.kinds[name]
    known = column.dropna()
    found = {
        "name": name,
        "kind": kind,
        "missing": column.isna().mean(),
        "missing_test": told.X[name].isna().mean(),
        "distinct": known.nunique(),
    }
    if kind == "number":
        found |= _quartiles(known) | {"histogram": np.histogram(known, BINS)[0].tolist()}
    elif kind == "datetime":
        times = known.astype("datetime64[ns]").astype("int64")
        found["histogram"] = np.histogram(times, BINS)[0].tolist()
        found |= {"first": str(known.min())[:10], "last": str(known.max())[:10]}
    else:
        counts = known.astype(str).value_counts()
        named = counts[counts >= NAMED_FROM][:LEVELS]
        found["histogram"] = counts[:BINS].tolist()
        found["levels"] = [{"level": k, "share": n / len(known)} for k, n in named.items()]
    return found


def _quartiles(values):
    names = ("least", "first", "middle", "third", "most")
    return dict(zip(names, values.quantile([0, 0.25, 0.5, 0.75, 1]).tolist(), strict=True))


def _target(told):
    train = coded(told)
    if told.classes:
        rates = (np.bincount(y, minlength=len(told.classes)) / len(y) for y in (train, told.y))
        rows = zip(told.classes, *rates, strict=True)
        return {"classes": [{"class": c, "train": a, "test": b} for c, a, b in rows]}
    both = pd.Series(np.concatenate([train, told.y]))
    edges = np.histogram_bin_edges(both, bins=24)
    return {
        "edges": edges.tolist(),
        "train": np.histogram(train, edges)[0].tolist(),
        "test": np.histogram(told.y, edges)[0].tolist(),
        **_quartiles(both),
    }


def _numbers(column, kind):
    """Return a column as numbers, its levels in the order of their names."""
    if kind == "datetime":
        times = column.astype("datetime64[ns]")
        return times.astype("int64").astype(float).where(times.notna()).to_numpy()
    if kind == "number":
        return column.to_numpy(dtype=float)
    if kind == "boolean":
        return column.astype(float).to_numpy()
    return pd.factorize(column, sort=True)[0].astype(float)


def _leakage(told):
    """Return how well a shallow tree does that sees one column alone."""
    rows = np.sort(np.random.default_rng(0).permutation(len(told.train))[:2_000])
    y, found = coded(told)[rows], []
    for name, kind in told.kinds.items():
        if kind != "text":
            X = _numbers(told.train[name].iloc[rows], kind)[:, None]
            found.append({"name": name, "strength": _strength(told, X, y)})
    found.sort(key=lambda row: -row["strength"])
    suspects = [row["name"] for row in found if row["strength"] >= 0.99]
    strong = [row["name"] for row in found if 0.95 <= row["strength"] < 0.99]
    known = {"suspects": suspects, "strong": strong}
    return {"columns": found[:10], **known, "n_rows": len(rows)}


def _strength(told, X, y):
    if told.classes is None:
        folds = KFold(3, shuffle=True, random_state=0)
        return r2_score(y, cross_val_predict(DecisionTreeRegressor(**SHAPE), X, y, cv=folds))
    folds, tree = (
        StratifiedKFold(3, shuffle=True, random_state=0),
        DecisionTreeClassifier(**SHAPE),
    )
    if len(told.classes) > 2:
        return balanced_accuracy_score(y, cross_val_predict(tree, X, y, cv=folds))
    said = cross_val_predict(tree, X, y, cv=folds, method="predict_proba")
    return roc_auc_score(y, said[:, 1])


def _drift(told):
    """Return how far each column has moved between training and test rows."""
    random = np.random.default_rng(0)
    ours, theirs = (
        X.iloc[np.sort(random.permutation(len(X))[:3_000])] for X in (told.train, told.X)
    )
    found = [
        {"name": name, **_moved(ours[name], theirs[name], kind)}
        for name, kind in told.kinds.items()
        if kind != "text"
    ]
    for row, p in zip(
        found, stats.false_discovery_control([r["p"] for r in found]), strict=True
    ):
        row |= {"p": p, "moved": bool(p < 0.01 and row["distance"] > 0.1)}
    found.sort(key=lambda row: (-row["moved"], -row["distance"]))
    return {
        "columns": found,
        "n_moved": sum(row["moved"] for row in found),
        "apart": _apart(told, ours, theirs),
        "n_train": len(ours),
        "n_test": len(theirs),
    }


def _moved(a, b, kind):
    gone = [c.isna().sum() for c in (a, b)], [c.notna().sum() for c in (a, b)]
    x, y = a.dropna(), b.dropna()
    if kind in ("number", "datetime"):
        x, y = (
            v.astype("datetime64[ns]").astype("int64") if kind == "datetime" else v
            for v in (x, y)
        )
        test = stats.ks_2samp(x, y, method="asymp")
        distance, p = test.statistic, test.pvalue
        more = _histograms(x, y) if kind == "number" else {}
    else:
        distance, p, more = _levels(x, y)
    missing = [a.isna().mean(), b.isna().mean()]
    if abs(missing[0] - missing[1]) > distance:
        distance, p = abs(missing[0] - missing[1]), stats.chi2_contingency(gone).pvalue
    return {"distance": distance, "p": p, "missing": missing, **more}


def _histograms(x, y):
    low, high = np.quantile(np.concatenate([x, y]), [0.01, 0.99])
    edges = np.linspace(low, high, BINS + 1)
    shares = [np.histogram(v.clip(low, high), edges)[0] / len(v) for v in (x, y)]
    return {"edges": edges.tolist()} | {
        name: share.tolist() for name, share in zip(("train", "test"), shares, strict=True)
    }


def _levels(x, y):
    counts = pd.concat([v.astype(str).value_counts() for v in (x, y)], axis=1).fillna(0.0)
    shares = (counts / counts.sum()).to_numpy().T
    new = shares[1][counts.to_numpy()[:, 0] == 0].sum()
    rare = counts.sum(axis=1) < 10
    table = counts[~rare].to_numpy().tolist()
    table += [counts[rare].sum().tolist()] if rare.any() else []
    p = stats.chi2_contingency(np.array(table).T).pvalue if len(table) > 1 else 1.0
    return np.abs(shares[0] - shares[1]).sum() / 2, p, {"new_levels": new}


def _apart(told, ours, theirs):
    """Return how well a model tells training rows from test rows."""
    both = pd.concat([ours, theirs])
    X = np.column_stack([_hashed(both[name], kind) for name, kind in told.kinds.items()])
    y = np.repeat([0, 1], [len(ours), len(theirs)])
    model = HistGradientBoostingClassifier(
        max_iter=40, max_leaf_nodes=8, random_state=0, early_stopping=False
    )
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    said = cross_val_predict(model, X, y, cv=folds, method="predict_proba")[:, 1]
    return roc_auc_score(y, said)


def _hashed(column, kind):
    """Return a column as numbers, its levels by what only their names decide."""
    if kind in ("number", "boolean", "datetime"):
        return _numbers(column, kind)
    texts = column.astype(object).astype(str).to_numpy(dtype=object)
    return (pd.util.hash_array(texts) % 1009).astype(float)
