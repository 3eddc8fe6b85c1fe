"""LightAutoML's preset for tables that uses all of its time, told time, cores and seed."""

from __future__ import annotations

from typing import Any

import numpy as np
from lightautoml.automl.presets.tabular_presets import TabularUtilizedAutoML
from lightautoml.tasks import Task

from systems.dumped import Dumped

__all__ = ["fit"]

LABEL = "target_of_the_benchmark"


def fit(X: Any, y: Any, job: dict[str, Any]) -> Dumped:
    """Fit within the timeout; the metrics of the benchmark are its own defaults."""
    task = job["task"]
    automl = TabularUtilizedAutoML(
        task=Task("reg" if task == "regression" else task),
        timeout=job["budget"],
        cpu_limit=job["cores"],
        random_state=job["seed"],
        **job["options"],
    )
    automl.fit_predict(X.assign(**{LABEL: y}), roles={"target": LABEL}, verbose=1)

    def predict(X: Any) -> np.ndarray:
        values = automl.predict(X).data
        return np.hstack([1 - values, values]) if task == "binary" else values

    return Dumped(automl, predict, [] if task == "regression" else labels(automl, y))


def labels(automl: Any, y: np.ndarray) -> list[int]:
    """Return the labels in the order of the columns of probabilities."""
    mapping = automl.outer_pipes[0].ml_algos[0].models[0][0].reader.class_mapping
    return sorted(mapping, key=mapping.get) if mapping else np.unique(y).tolist()
