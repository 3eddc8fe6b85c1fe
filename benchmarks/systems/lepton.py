"""lepton_automl: as it comes, told the task, the time, the cores and the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lepton_automl import LeptonAutoML
from systems.worker import on_disk

__all__ = ["fit"]


class Fitted:
    """A fitted `LeptonAutoML`."""

    def __init__(self, automl: Any) -> None:
        self.automl = automl
        classes = hasattr(automl, "classes_")
        self.classes = list(automl.classes_) if classes else []
        self.predict = automl.predict_proba if classes else automl.predict

    def save(self, folder: Path) -> int:
        """Save the artifact and return the bytes it takes on disk."""
        self.automl.save(folder)
        return on_disk(folder)


def fit(X: Any, y: Any, job: dict[str, Any]) -> Fitted:
    """Fit within the budget; the metrics of the benchmark are lepton's own defaults."""
    automl = LeptonAutoML(
        task=job["task"],
        time_budget=job["budget"],
        n_jobs=job["cores"],
        random_state=job["seed"],
        verbose=0,
        **job["options"],
    )
    return Fitted(automl.fit(X, y))
