"""CatBoost with its defaults: one fit, text as categories, no search and no early stopping."""

from __future__ import annotations

from typing import Any

import pandas as pd
from catboost import CatBoostClassifier, CatBoostRegressor

from systems.dumped import Dumped
from systems.frames import plain

__all__ = ["fit"]


def fit(X: Any, y: Any, job: dict[str, Any]) -> Dumped:
    """Fit once, whatever the budget."""
    words = plain(X)[1]

    def ready(X: pd.DataFrame) -> pd.DataFrame:
        X = plain(X)[0]
        text = {n: X[n].astype(object).where(X[n].notna(), "").astype(str) for n in words}
        return X.assign(**text)

    how: dict[str, Any] = {"thread_count": job["cores"], "random_seed": job["seed"]}
    how |= {"verbose": False, "allow_writing_files": False, "cat_features": words}
    if job["task"] == "regression":
        model = CatBoostRegressor(**how).fit(ready(X), y)
        return Dumped(model, lambda X: model.predict(ready(X)))
    model = CatBoostClassifier(**how).fit(ready(X), y)
    return Dumped(model, lambda X: model.predict_proba(ready(X)), model.classes_)
