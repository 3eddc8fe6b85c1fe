"""AutoGluon-Tabular with a preset, told the task, the metric, the time and the cores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autogluon.tabular import TabularPredictor

from systems.worker import on_disk

__all__ = ["fit"]

METRICS = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
LABEL = "the target of the benchmark"


class Fitted:
    """A fitted predictor."""

    def __init__(self, predictor: Any) -> None:
        self.predictor = predictor
        regression = predictor.problem_type == "regression"
        self.classes = [] if regression else list(predictor.class_labels)
        self.predict = predictor.predict if regression else self.probabilities

    def probabilities(self, X: Any) -> Any:
        """Return the probabilities, a column for each class it was told of."""
        return self.predictor.predict_proba(X, as_multiclass=True)[self.classes]

    def save(self, folder: Path) -> int:
        """Return the bytes of a clone with what prediction needs, and nothing else."""
        self.predictor.clone_for_deployment(str(folder))
        return on_disk(folder)

    def ready(self) -> None:
        """Keep the models in memory, else each prediction reads them from disk."""
        self.predictor.persist()


def fit(X: Any, y: Any, job: dict[str, Any]) -> Fitted:
    """Fit within the time limit; it takes no seed, its models have fixed ones."""
    predictor = TabularPredictor(
        label=LABEL,
        problem_type=job["task"],
        eval_metric=METRICS[job["task"]],
        path=str(Path(job["folder"]) / "autogluon"),
    )
    table = X.assign(**{LABEL: y})
    predictor.fit(table, time_limit=job["budget"], num_cpus=job["cores"], **job["options"])
    return Fitted(predictor)
