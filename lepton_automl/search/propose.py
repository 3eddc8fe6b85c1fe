"""New candidates from what is known: Optuna's TPE over one family's space.

Of the search, only this file knows Optuna; `lepton_automl.run.judge` asks its pruner. A study
is made anew for each proposal from the history alone and seeded by the trial's number, so that
a run that was killed proposes what it would have proposed.

Akiba, Sano, Yanase, Ohta and Koyama: Optuna, KDD 2019. Watanabe: Tree-Structured Parzen
Estimator, arXiv 2304.11127.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

with warnings.catch_warnings():  # in a notebook, its progress bar misses ipywidgets
    warnings.filterwarnings("ignore", message="IProgress not found")
    import optuna
    from optuna.distributions import (
        BaseDistribution,
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )
    from optuna.trial import TrialState, create_trial

from lepton_automl.candidate import Candidate
from lepton_automl.run.quietly import quietly
from lepton_automl.space import Choice, Float, Parameter, Space, active
from lepton_automl.trial import History, Trial

__all__ = ["Proposer", "relative_score"]

ATTEMPTS = 10
GIVE_UP = 3  # failures in a row, without a success, after which a family is left alone


class Proposer:
    """Proposes candidates, mostly of the families that have done best.

    Parameters
    ----------
    spaces : mapping from estimator name to Space
        What may vary, preparation included; families without anything that varies are
        never proposed.
    seed : int
    rows : int or None
        How many rows the candidates learn from, and those that they are judged by; None for
        all.
    """

    def __init__(self, spaces: Mapping[str, Space], seed: int, rows: int | None = None) -> None:
        self._spaces = {name: space for name, space in spaces.items() if space}
        self._seed = seed
        self._rows = rows

    def propose(
        self, history: History, pending: Sequence[Candidate], number: int
    ) -> Candidate | None:
        """Return a new candidate, or None if nothing new comes up.

        Parameters
        ----------
        history : History
            What is known.
        pending : sequence of Candidate
            Taken up, not yet known; proposals keep their distance.
        number : int
            The new trial's number, which seeds the draw.
        """
        known = set(history.trials) | set(pending)
        for attempt in range(ATTEMPTS):
            rng = np.random.default_rng([self._seed, number, attempt])
            family = self._family(history, rng)
            if family is None:
                return None
            candidate = self._ask(family, history, pending, int(rng.integers(2**31)))
            if candidate not in known:
                return candidate
        return None

    def _family(self, history: History, rng: np.random.Generator) -> str | None:
        """Draw a family: the best half the time, the next a quarter of it, and so on."""
        standing: dict[str, float] = {}
        for name in sorted(self._spaces):
            trials = [
                t
                for t in history
                if t.candidate.estimator == name and t.candidate.rows == self._rows
            ]
            scores = [s for t in trials if (s := relative_score(t, history)) is not None]
            if scores:
                standing[name] = max(scores)
            elif len(trials) < GIVE_UP:
                standing[name] = -np.inf
        if not standing:
            return None
        order = sorted(standing, key=lambda name: (-standing[name], name))
        shares = 0.5 ** np.arange(1, len(order) + 1)
        return str(rng.choice(order, p=shares / shares.sum()))

    def _ask(
        self, family: str, history: History, pending: Sequence[Candidate], seed: int
    ) -> Candidate:
        space = self._spaces[family]
        with quietly():
            study = optuna.create_study(
                direction="maximize",
                sampler=optuna.samplers.TPESampler(
                    seed=seed, n_startup_trials=4, multivariate=True, group=True
                ),
            )
            study.add_trials(_told(family, space, history, pending, self._rows))
            trial = study.ask()
            return Candidate.of(family, _suggest(trial, space), self._rows)


def relative_score(trial: Trial, history: History) -> float | None:
    """Return how a trial compares with the best one on the folds that both have done.

    Scores of different folds are not alike; differences on the same folds are.
    """
    best = history.best
    if trial.error or best is None or not trial.done:
        return None
    reference = {f.index: f.score for f in best.done}
    gaps = [
        f.score - float(reference[f.index] or 0.0)
        for f in trial.done
        if f.score is not None and f.index in reference
    ]
    return float(np.mean(gaps)) if gaps else None


def _told(
    family: str,
    space: Space,
    history: History,
    pending: Sequence[Candidate],
    rows: int | None,
) -> Iterator[Any]:
    """Yield the family's trials as Optuna's, those that say where each parameter stood."""
    for trial in history:
        if trial.candidate.estimator != family or trial.candidate in pending:
            continue
        if trial.candidate.rows != rows:
            continue
        known = _known(trial.candidate, space)
        value = relative_score(trial, history)
        if known is not None and value is not None:
            yield create_trial(value=value, **known)
    for candidate in pending:
        known = _known(candidate, space) if candidate.estimator == family else None
        if known is not None:
            yield create_trial(state=TrialState.RUNNING, **known)


def _known(candidate: Candidate, space: Space) -> dict[str, Any] | None:
    """Return parameters and distributions, or None if defaults stand for some of them."""
    params = candidate.params
    wanted = [name for name, parameter in space.items() if active(parameter, params)]
    if set(wanted) != set(params):
        return None
    return {
        "params": params,
        "distributions": {name: _distribution(space[name]) for name in wanted},
    }


def _suggest(trial: optuna.Trial, space: Space) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, parameter in space.items():
        if not active(parameter, chosen):
            continue
        if isinstance(parameter, Choice):
            chosen[name] = trial.suggest_categorical(name, parameter.values)
        elif isinstance(parameter, Float):
            chosen[name] = trial.suggest_float(
                name, parameter.low, parameter.high, log=parameter.log
            )
        else:
            chosen[name] = trial.suggest_int(
                name, parameter.low, parameter.high, log=parameter.log
            )
    return chosen


def _distribution(parameter: Parameter) -> BaseDistribution:
    if isinstance(parameter, Choice):
        return CategoricalDistribution(parameter.values)
    if isinstance(parameter, Float):
        return FloatDistribution(parameter.low, parameter.high, log=parameter.log)
    return IntDistribution(parameter.low, parameter.high, log=parameter.log)
