"""How long a fold will take: measured where it can be, expected from priors where not."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from lepton_automl.candidate import Candidate
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.search.opening import expected_seconds
from lepton_automl.task import Task
from lepton_automl.trial import History

__all__ = ["Pace"]


class Pace:
    """Expects seconds of folds.

    A candidate's own folds say it best; then those of its family; then the family's prior,
    corrected by how far priors were off on this machine so far.

    Parameters
    ----------
    specs : mapping from name to EstimatorSpec
    task : Task
    """

    def __init__(self, specs: Mapping[str, EstimatorSpec], task: Task) -> None:
        self._prior = {name: expected_seconds(spec, task) for name, spec in specs.items()}

    def seconds(self, candidate: Candidate, history: History) -> float:
        """Return the seconds that one fold of a candidate is expected to take."""
        trial = history.trials.get(candidate)
        own = [f.seconds for f in trial.done] if trial else []
        if own:
            return sum(own) / len(own)
        family = self._measured(history, candidate.estimator)
        if family:
            return median(family)
        prior = self._prior.get(candidate.estimator, 0.0)
        return prior * self._correction(history)

    def _measured(self, history: History, estimator: str) -> list[float]:
        return [
            f.seconds
            for t in history
            if t.candidate.estimator == estimator
            for f in t.done
            if f.seconds > 0  # not one that came of another's fit, out of bag
        ]

    def _correction(self, history: History) -> float:
        ratios = [
            f.seconds / self._prior[t.candidate.estimator]
            for t in history
            for f in t.done[:1]
            if self._prior.get(t.candidate.estimator)
        ]
        return median(ratios) if ratios else 1.0
