"""mljar-supervised with a mode, told the task, the metric, the time, the cores and the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("agg")

from supervised.automl import AutoML

from systems.worker import on_disk

__all__ = ["fit"]

TASKS = {"binary": "binary_classification", "multiclass": "multiclass_classification"}
METRICS = {"binary": "auc", "multiclass": "logloss", "regression": "rmse"}


class Fitted:
    """A fitted AutoML, whose models are in its folder."""

    def __init__(self, automl: Any, place: Path, classes: list[int]) -> None:
        self.place, self.classes = place, classes
        self.predict = automl.predict_proba if classes else automl.predict

    def save(self, folder: Path) -> int:
        """Return the bytes of its folder, which is what it needs to predict."""
        return on_disk(self.place)


def fit(X: Any, y: Any, job: dict[str, Any]) -> Fitted:
    """Fit within the time limit; probabilities come in the order of the sorted labels."""
    place = Path(job["folder"]) / "mljar"
    automl = AutoML(
        results_path=str(place),
        total_time_limit=round(job["budget"]),  # it refuses 60.0
        ml_task=TASKS.get(job["task"], "regression"),
        eval_metric=METRICS[job["task"]],
        n_jobs=job["cores"],
        random_state=job["seed"],
        **job["options"],
    )
    automl.fit(X, y)
    return Fitted(automl, place, np.unique(y).tolist() if job["task"] in TASKS else [])
