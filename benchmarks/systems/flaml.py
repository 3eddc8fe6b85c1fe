"""FLAML as it comes, told the task, the metric, the time, the cores and the seed."""

from __future__ import annotations

from typing import Any

from flaml import AutoML

from systems.dumped import Dumped

__all__ = ["fit"]

METRICS = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


def fit(X: Any, y: Any, job: dict[str, Any]) -> Dumped:
    """Fit within the budget."""
    regression = job["task"] == "regression"
    automl = AutoML()
    automl.fit(
        X,
        y,
        task="regression" if regression else "classification",
        metric=METRICS[job["task"]],
        time_budget=job["budget"],
        n_jobs=job["cores"],
        seed=job["seed"],
        log_file_name="",
        **job["options"],
    )
    if automl.best_estimator is None:
        raise RuntimeError("no model was found within the time")
    if regression:
        return Dumped(automl, automl.predict)
    return Dumped(automl, automl.predict_proba, list(automl.classes_))
