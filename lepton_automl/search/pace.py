"""How long a fold will take: measured where it can be, expected from priors where not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import inf
from statistics import median

from lepton_automl.candidate import Candidate
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.search.opening import expected_seconds
from lepton_automl.task import Task
from lepton_automl.trial import History

__all__ = ["Pace"]


class Pace:
    """Expects seconds of folds.

    A candidate's own folds say it best; then those of its family on as many rows; then either
    on other rows, by what the prior makes of the difference, corrected by how far it was off
    where both are known; then the family's prior, corrected by how far priors were off on this
    machine so far.

    Parameters
    ----------
    specs : mapping from name to EstimatorSpec
    task : Task
    too_large : collection of str
        Estimators that never learn from all rows.
    """

    def __init__(
        self,
        specs: Mapping[str, EstimatorSpec],
        task: Task,
        too_large: Collection[str] = (),
    ) -> None:
        self._specs = specs
        self._task = task
        self._too_large = frozenset(too_large)
        self._priors: dict[tuple[str, int | None], float] = {}

    def seconds(self, candidate: Candidate, history: History) -> float:
        """Return the seconds that one fold of a candidate is expected to take."""
        trial = history.trials.get(candidate)
        own = [f.seconds for f in trial.done] if trial else []
        if own:
            return sum(own) / len(own)
        if candidate.rows is None and candidate.estimator in self._too_large:
            return inf
        family = self._measured(history, candidate)
        if family:
            return median(family)
        return self._prior(candidate) * self._correction(history)

    def _measured(self, history: History, candidate: Candidate) -> list[float]:
        """Return what folds of the family say, those that are most alike."""
        known = [
            (t.candidate, f.seconds)
            for t in history
            if t.candidate.estimator == candidate.estimator
            for f in t.done
            if f.seconds > 0  # not one that came of another's fit, out of bag
        ]
        alike = [seconds for c, seconds in known if c.rows == candidate.rows]
        own = [pair for pair in known if pair[0].items == candidate.items]
        if alike or not known:
            return alike
        off = self._off(history) if candidate.rows is None else 1.0
        return [seconds * self._more(c, candidate) * off for c, seconds in own or known]

    def _more(self, one: Candidate, other: Candidate) -> float:
        """Return how many times as long another fit takes, by the priors."""
        return self._prior(other) / max(self._prior(one), 1e-9)

    def _off(self, history: History) -> float:
        """Return how many times as long all rows took as the priors made of a sample's time."""
        ratios = [
            whole.fold_seconds / (first.fold_seconds * more)
            for first in history
            if first.candidate.rows is not None
            and first.fold_seconds > 0
            and (whole := history.trials.get(first.candidate.on(None)))
            and whole.done
            and (more := self._more(first.candidate, whole.candidate)) > 0
        ]
        return median(ratios) if ratios else 1.0

    def _prior(self, candidate: Candidate) -> float:
        key = (candidate.estimator, candidate.rows)
        if key not in self._priors:
            spec = self._specs.get(candidate.estimator)
            task = replace(self._task, n_rows=candidate.rows or self._task.n_rows)
            self._priors[key] = 0.0 if spec is None else expected_seconds(spec, task)
        return self._priors[key]

    def _correction(self, history: History) -> float:
        ratios = [
            f.seconds / prior
            for t in history
            for f in t.done[:1]
            if (prior := self._prior(t.candidate)) > 0
        ]
        return median(ratios) if ratios else 1.0
