"""LightGBM with its defaults: one fit, text as categories, no search and no early stopping."""

from __future__ import annotations

from typing import Any

import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor

from systems.dumped import Dumped
from systems.frames import plain

__all__ = ["fit"]


def fit(X: Any, y: Any, job: dict[str, Any]) -> Dumped:
    """Fit once, whatever the budget."""
    X, words = plain(X)
    levels = {name: pd.Index(X[name].dropna().unique()) for name in words}

    def ready(X: pd.DataFrame) -> pd.DataFrame:
        known = {n: pd.Categorical(X[n], categories=levels[n]) for n in words}
        return X.assign(**known)

    how = {"n_jobs": job["cores"], "random_state": job["seed"], "verbose": -1}
    if job["task"] == "regression":
        model = LGBMRegressor(**how).fit(ready(X), y)
        return Dumped(model, lambda X: model.predict(ready(plain(X)[0])))
    model = LGBMClassifier(**how).fit(ready(X), y)
    return Dumped(model, lambda X: model.predict_proba(ready(plain(X)[0])), model.classes_)
