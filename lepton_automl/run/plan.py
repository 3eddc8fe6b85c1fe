"""What workers need to know: the plan of a run, and one job of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lepton_automl.candidate import Candidate
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec, TaskSpec
from lepton_automl.resample.splits import Splits
from lepton_automl.task import Data, Task
from lepton_automl.trial import Reports

__all__ = ["BASELINE", "REFIT", "Job", "Plan"]

REFIT = -1  # the index of a fit on all rows
BASELINE = Candidate.of("baseline")  # the task type's trivial estimator


@dataclass(frozen=True, eq=False)
class Plan:
    """All that stays the same during a run; written once, read by every worker.

    Attributes
    ----------
    task, data, splits
        What is to be learned, from which rows.
    task_spec, kinds, specs
        The offers in use, by name; frozen, so that workers need no registry.
    score : Score
        ``score(y_true, prediction, sample_weight) -> float``, greater is better.
    seed : int
        Seeds every fit, with the candidate and the fold.
    n_threads : int
        Threads that a fit on all rows may use; where that is more than one, it is done alone.
    sample : int or None
        The rows from which candidates learn at first; None where all are few enough.
    memory : int or None
        Bytes that one worker may take beyond what it started with.
    """

    task: Task
    data: Data
    splits: Splits
    task_spec: TaskSpec
    kinds: Mapping[str, KindSpec]
    specs: Mapping[str, EstimatorSpec]
    score: Any
    seed: int = 0
    n_threads: int = 1
    sample: int | None = None
    memory: int | None = None

    def alone(self, candidate: Candidate) -> bool:
        """Tell whether a candidate's fits want the machine for themselves."""
        spec = self.specs.get(candidate.estimator)  # the baseline has none
        all_threads = self.n_threads > 1 and candidate.rows is None
        return spec is not None and (all_threads or spec.alone)

    def stops_itself(self, candidate: Candidate) -> bool:
        """Tell whether a candidate's fits end by themselves when their time is up."""
        spec = self.specs.get(candidate.estimator)
        return spec is not None and "deadline" in spec.handles


@dataclass(frozen=True)
class Job:
    """One fold of one candidate, as it is sent to a worker.

    Attributes
    ----------
    folder : str
        The run folder.
    stamp : str
        Names the plan in it, so that a worker knows when to read it anew.
    candidate : Candidate
    index : int
        The fold; `REFIT` for a fit on all rows.
    seconds : float or None
        The time allowed, for estimators that stop themselves.
    rivals : tuple of reports
        What fits with other parameters have reported, for estimators that can be told to stop.
    """

    folder: str
    stamp: str
    candidate: Candidate
    index: int
    seconds: float | None = None
    rivals: tuple[Reports, ...] = ()

    @property
    def name(self) -> str:
        """A name for what the fit itself may write: ``ridge-0f3a9c2d7e/fold_1``."""
        what = "refit" if self.index == REFIT else f"fold_{self.index + 1}"
        return f"{self.candidate.key}/{what}"

    def seed(self, run_seed: int) -> int:
        """Return a seed that depends on the run, the candidate and the fold alone."""
        text = f"{run_seed}/{self.candidate.key}/{self.index}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1
