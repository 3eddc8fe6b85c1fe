"""Real tables as experiments take them: read by the intake, with a quarter held out."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error
from sklearn.model_selection import train_test_split

from lepton_automl import intake
from lepton_automl.plugin import Registry

__all__ = ["loss", "prepared"]


def prepared(names: Sequence[str] | None = None) -> Iterator[tuple[str, Any, Any, Any, Any]]:
    """Yield each table's name, data, task, and the held-out X and y, encoded alike."""
    home = Path(os.environ["LEPTON_DATA_HOME"]) / "tabular"
    registry = Registry()
    for about in json.loads((home / "index.json").read_text()):
        name = about["name"]
        if names and name not in names:
            continue
        table = pd.read_csv(home / about["file"], keep_default_na=False, na_values=[""])
        X, y = table.drop(columns=about["target"]), table[about["target"]]
        classes = about["task"] != "regression"
        X, X_test, y, y_test = train_test_split(
            X, y, test_size=0.25, random_state=0, stratify=y if classes else None
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data, task = intake.take(X, y, registry=registry, task=about["task"])
        spec = registry.tasks[task.type]
        held = intake.reread(X_test, task.schema, registry.kinds)
        yield name, data, task, held, intake.reencode(y_test, task, spec)


def loss(task_type: str, y: Any, prediction: Any) -> float:
    """Return 1 - AUC, log loss or root mean squared error."""
    if task_type == "binary":
        return 1 - float(roc_auc_score(y, prediction[:, 1]))
    if task_type == "multiclass":
        return float(log_loss(y, prediction, labels=np.arange(prediction.shape[1])))
    return float(root_mean_squared_error(y, prediction))
