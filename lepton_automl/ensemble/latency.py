"""Models that must predict a row within so many seconds: measured, not guessed."""

from __future__ import annotations

import warnings
from typing import Any

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.assemble import assemble
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import Plan
from lepton_automl.run.work import one_row_seconds
from lepton_automl.trial import History

__all__ = ["within"]


def within(
    max_latency: float | None,
    weights: dict[Candidate, float],
    history: History,
    folder: RunFolder,
    plan: Plan,
) -> tuple[dict[Candidate, float], Any]:
    """Return members, and the model made of them, that predicts one row in time.

    While it takes too long, the member that gives least for its time is left out. The last
    one stays, with a warning where it is too slow as well.

    Parameters
    ----------
    max_latency : float or None
        Seconds for one row; None for no limit.
    weights : dict from Candidate to float
    history, folder, plan
        The run.

    Returns
    -------
    weights : dict from Candidate to float
    model : estimator
    """
    while True:
        model = assemble(weights, history, folder, plan)
        if max_latency is None:
            return weights, model
        seconds = one_row_seconds(model, plan)
        if seconds <= max_latency:
            return weights, model
        if len(weights) == 1:
            warnings.warn(
                f"The model takes {seconds * 1000:.2g} ms to predict one row, more than "
                f"max_latency={max_latency}: nothing faster was found. Name fast estimators, "
                "such as estimators=['ridge'], or allow more.",
                stacklevel=2,
            )
            return weights, model
        weights = _without_the_least(weights, history)


def _without_the_least(
    weights: dict[Candidate, float], history: History
) -> dict[Candidate, float]:
    def worth(candidate: Candidate) -> float:
        return weights[candidate] / max(history.trials[candidate].latency or 0.0, 1e-6)

    least = min(weights, key=worth)
    total = 1.0 - weights[least]
    return {c: w / total for c, w in weights.items() if c != least}
