"""What a candidate costs as a member of the model, by what was measured of its folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lepton_automl.run.plan import Plan
from lepton_automl.trial import Trial

__all__ = ["Costs"]


@dataclass(frozen=True)
class Costs:
    """Costs of all pipelines that a candidate would bring.

    Attributes
    ----------
    plan : Plan
    full : bool
        Whether it would be fitted again, on all rows; else it brings a pipeline for each fold.
    """

    plan: Plan
    full: bool

    def latency(self, trial: Trial) -> float:
        """Return the seconds to predict one row."""
        return (trial.latency or 0.0) * self._pipelines(trial)

    def seconds_per_row(self, trial: Trial) -> float:
        """Return the seconds for each of many rows; out of bag, the first fold alone tells."""
        pairs = self.plan.splits.pairs
        told = [fold for fold in trial.done if fold.predict_seconds]
        took = [fold.predict_seconds / len(pairs[fold.index][1]) for fold in told]
        return float(np.median(took or [0.0])) * self._pipelines(trial)

    def size(self, trial: Trial) -> float:
        """Return the bytes."""
        known = [fold.size for fold in trial.folds if fold.size]
        return max(known, default=0) * self._pipelines(trial)

    def _pipelines(self, trial: Trial) -> int:
        return 1 if self.full or trial.whole else len(self.plan.splits)
