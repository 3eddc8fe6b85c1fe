"""Models that must be quick and small enough: measured, not guessed."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cloudpickle

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.assemble import assemble
from lepton_automl.ensemble.bags import ALL, Worth
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import Plan
from lepton_automl.run.work import one_row_seconds
from lepton_automl.trial import History, Trial

__all__ = ["Limits", "within"]

Weights = dict[Candidate, float]


@dataclass(frozen=True)
class Limits:
    """What a model may take at most.

    Attributes
    ----------
    max_latency : float or None
        Seconds for one row, from reading it to what is said of it; None for no limit.
    max_size : float or None
        Bytes as a file.
    pipelines : Worth
        How many an ensemble is worth.
    """

    max_latency: float | None = None
    max_size: float | None = None
    pipelines: Worth = ALL


def within(
    limits: Limits,
    weights: Weights,
    history: History,
    folder: RunFolder,
    plan: Plan,
) -> tuple[Weights, Any]:
    """Return members, and the model made of them, that keeps to the limits.

    While it does not, the member that gives least for its time, or for its bytes, is left out.
    The last one stays, with a warning where it is too much as well.

    Parameters
    ----------
    limits : Limits
    weights : dict from Candidate to float
    history, folder, plan
        The run.

    Returns
    -------
    weights : dict from Candidate to float
    model : estimator
    """
    while True:
        model = assemble(weights, history, folder, plan, limits.pipelines)
        excess = _excess(limits, model, plan)
        if excess is None:
            return weights, model
        said, wanted, cost = excess
        if len(weights) == 1:
            warnings.warn(
                f"The model {said}: nothing {wanted} was found. Name other estimators, such as "
                "estimators=['ridge'], or allow more.",
                stacklevel=2,
            )
            return weights, model
        weights = _without_the_least(weights, history, cost)


def _excess(
    limits: Limits, model: Any, plan: Plan
) -> tuple[str, str, Callable[[Trial], float]] | None:
    """Return what is too much, what is wanted, and what a member adds to it; or None."""
    if limits.max_latency is not None:
        seconds = one_row_seconds(model, plan, read=True)
        if seconds > limits.max_latency:
            said = f"takes {seconds * 1000:.3g} ms to predict one row"
            return f"{said}, more than max_latency={limits.max_latency}", "faster", _seconds
    if limits.max_size is not None:
        size = _bytes(model)
        if size > limits.max_size:
            return f"has {size} bytes, more than max_size={limits.max_size}", "smaller", _size
    return None


def _without_the_least(
    weights: Weights, history: History, cost: Callable[[Trial], float]
) -> Weights:
    def worth(candidate: Candidate) -> float:
        return weights[candidate] / max(cost(history.trials[candidate]), 1e-6)

    least = min(weights, key=worth)
    total = 1.0 - weights[least]
    return {c: w / total for c, w in weights.items() if c != least}


def _seconds(trial: Trial) -> float:
    return trial.latency or 0.0


def _size(trial: Trial) -> float:
    return max((fold.size or 0 for fold in trial.folds), default=0)


class _Counter:
    """A file that keeps nothing but its length."""

    def __init__(self) -> None:
        self.length = 0

    def write(self, data: Any) -> int:
        n_bytes = memoryview(data).nbytes
        self.length += n_bytes
        return n_bytes


def _bytes(model: Any) -> int:
    """Return how long a model is as a file."""
    counter = _Counter()
    cloudpickle.dump(model, counter, protocol=pickle.HIGHEST_PROTOCOL)
    return counter.length
