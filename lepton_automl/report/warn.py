"""A warning where a search has found nothing that is worth its name."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from lepton_automl.trial import History

__all__ = ["only_baseline", "warn_of_baseline"]


def only_baseline(history: History, members: Iterable[Any]) -> str | None:
    """Return why the model is the trivial baseline and nothing else; None if it is not.

    Parameters
    ----------
    history : History
    members : iterable of Candidate
        Those of the model.
    """
    origins = {history.trials[member].origin for member in members}
    if origins != {"baseline"}:
        return None
    failed = [trial for trial in history if trial.error]
    if failed:
        first = failed[0]
        reason = (
            f"none of {len(failed)} candidates could be fitted. The first, "
            f"{first.candidate.estimator}, failed: {first.error}"
        )
        return f"The model is the trivial baseline: {reason.rstrip('.')}."
    return (
        "The model is the trivial baseline: nothing else was fitted in the time. Give more, "
        "with time_budget; the first fit of a program takes seconds more, to start workers."
    )


def warn_of_baseline(history: History, members: Iterable[Any]) -> None:
    """Warn if the model is the trivial baseline, unless the search was interrupted."""
    reason = None if history.interrupted else only_baseline(history, members)
    if reason:
        warnings.warn(reason, UserWarning, stacklevel=3)
