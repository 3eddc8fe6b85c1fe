"""The schedule that suits a budget: a race by time, or rounds by trials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from numbers import Integral, Real
from typing import Any

from lepton_automl import prepare
from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run.plan import Plan
from lepton_automl.search.opening import opening
from lepton_automl.search.pace import Pace
from lepton_automl.search.propose import Proposer
from lepton_automl.search.race import Race
from lepton_automl.search.rounds import Rounds
from lepton_automl.trial import History

__all__ = ["check_budget", "make_schedule"]


def check_budget(time_budget: Any, n_trials: Any) -> Budget:
    """Return the budget that two arguments describe.

    Raises
    ------
    InputError
        If one is not a positive number, or both are None.

    Examples
    --------
    >>> check_budget(60, None)
    Budget(seconds=60.0, trials=None)
    """
    if time_budget is None and n_trials is None:
        raise InputError("time_budget and n_trials are both None; give one of them a limit.")
    if time_budget is not None and not _positive(time_budget, Real):
        raise InputError(f"time_budget={time_budget!r} must be a number of seconds above 0.")
    if n_trials is not None and not _positive(n_trials, Integral):
        raise InputError(f"n_trials={n_trials!r} must be a whole number above 0.")
    return Budget(
        None if time_budget is None else float(time_budget),
        None if n_trials is None else int(n_trials),
    )


def make_schedule(
    plan: Plan,
    clock: Clock,
    n_workers: int,
    weights: Callable[[History], Mapping[Candidate, float]],
) -> Race | Rounds:
    """Return rounds if the number of trials is limited, else a race against the clock."""
    spaces = {n: prepare.space(s, plan.task, plan.kinds) for n, s in plan.specs.items()}
    first_look = replace(plan.task, n_rows=plan.sample or plan.task.n_rows)
    trials = clock.budget.trials
    openings = opening(plan.specs.values(), first_look, trials is not None, spaces)
    book = [c.on(plan.sample) for c in openings]
    proposer = Proposer(spaces, plan.seed, plan.sample)
    if trials is not None:
        return Rounds(book, proposer, trials)
    pace = Pace(plan.specs, plan.task, _too_large(plan))
    whole = clock.budget.seconds or inf
    return Race(book, proposer, pace, whole, n_workers, weights, plan.sample, plan.alone)


def _too_large(plan: Plan) -> list[str]:
    """Return the estimators that can learn from a sample and not from all rows."""
    specs = plan.specs.items()
    return [name for name, s in specs if prepare.obstacle(s, plan.task, plan.kinds)]


def _positive(value: Any, of: Any) -> bool:
    return isinstance(value, of) and not isinstance(value, bool) and value > 0
