"""A run as studies of Optuna: one of the whole run, and one of each family that varies.

Nothing is kept: a view is made from the run folder, which is the one truth. In the study of
the whole run parameters are called ``family: parameter``; the studies of the families are
where plots of parameters say most, since all their trials have the same ones.

A trial that may get more folds is *running*, or *pruned* once the run has ended, and its
value is the mean over the folds it has; so only trials with all folds are *complete* and
stand as the best. The trivial baseline is no trial but a note beside the study: beside it all
others look alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState

from lepton_automl.run.folder import read_history
from lepton_automl.run.look import finished_at, in_use, prediction_files, read_spaces
from lepton_automl.run.plan import BASELINE
from lepton_automl.space import Choice, Float, Parameter
from lepton_automl.trial import History, Trial

__all__ = ["Run", "Shown", "View", "look", "views"]

WHOLE = 1  # the number of the study of the whole run; 0 is no number to a browser
MANY = 1_000_000  # trials that a study may have: ids of trials are made from its number


@dataclass(frozen=True)
class Run:
    """A run as it stands.

    Attributes
    ----------
    path : Path
    history : History
    going_on : bool
        Whether a process on this machine works on it.
    """

    path: Path
    history: History
    going_on: bool


@dataclass(frozen=True)
class Shown:
    """A trial of the run, and its picture in a study.

    Attributes
    ----------
    trial : Trial
    frozen : FrozenTrial
    files : mapping from int to Path
        The predictions of each fold.
    """

    trial: Trial
    frozen: FrozenTrial
    files: Mapping[int, Path]


@dataclass(frozen=True)
class View:
    """A study.

    Attributes
    ----------
    id : int
    name : str
    trials : tuple of Shown
    """

    id: int
    name: str
    trials: tuple[Shown, ...]


def look(path: Path) -> Run:
    """Return the run in a folder as it stands."""
    going_on = in_use(path)  # first: a run that ends meanwhile is looked at again
    return Run(path, read_history(path), going_on)


def views(run: Run) -> list[View]:
    """Return the study of the whole run, and those of the families that vary."""
    spaces = read_spaces(run.path)
    families: dict[str, list[Trial]] = {}
    trials = [trial for trial in run.history if trial.candidate != BASELINE]
    for trial in trials:
        families.setdefault(trial.candidate.estimator, []).append(trial)
    name = run.path.name
    found = [_view(run, WHOLE, name, trials, spaces, prefixed=True)]
    for number, (family, own) in enumerate(families.items(), start=WHOLE + 1):
        if spaces.get(family):
            found.append(_view(run, number, f"{name}: {family}", own, spaces))
    return found


def _view(
    run: Run,
    study_id: int,
    name: str,
    trials: Sequence[Trial],
    spaces: Mapping[str, Mapping[str, Parameter]],
    prefixed: bool = False,
) -> View:
    shown = []
    for number, trial in enumerate(trials):
        varied = _varied(trial, spaces, prefixed)
        frozen = _frozen(run, trial, number, study_id * MANY + number, varied)
        shown.append(Shown(trial, frozen, prediction_files(run.path, trial.candidate)))
    return View(study_id, name, tuple(shown))


def _frozen(
    run: Run,
    trial: Trial,
    number: int,
    trial_id: int,
    varied: Mapping[str, tuple[Any, BaseDistribution]],
) -> FrozenTrial:
    state = _state(trial, run)
    begun, ended = _times(run.path, trial)
    valued = state in (TrialState.COMPLETE, TrialState.PRUNED)
    return FrozenTrial(
        number=number,
        state=state,
        value=trial.score if valued else None,
        datetime_start=begun,
        datetime_complete=ended if state.is_finished() else None,
        params={name: value for name, (value, _) in varied.items()},
        distributions={name: distribution for name, (_, distribution) in varied.items()},
        user_attrs=_attributes(trial, run.history),
        system_attrs={},
        intermediate_values={f.index: f.score for f in trial.done if f.score is not None},
        trial_id=trial_id,
    )


def _state(trial: Trial, run: Run) -> TrialState:
    if trial.error:
        return TrialState.FAIL
    if len(trial.done) >= run.history.n_splits:
        return TrialState.COMPLETE
    return TrialState.RUNNING if run.going_on else TrialState.PRUNED


def _times(path: Path, trial: Trial) -> tuple[datetime, datetime]:
    """Return when its first fold was begun and its last one written."""
    written = finished_at(path, trial.candidate)
    taken_up = (path / "run.json").stat().st_mtime
    begun = [written[f.index] - f.seconds for f in trial.folds if f.index in written]
    return (
        datetime.fromtimestamp(min(begun, default=taken_up)),
        datetime.fromtimestamp(max(written.values(), default=taken_up)),
    )


def _attributes(trial: Trial, history: History) -> dict[str, Any]:
    """Return what is known of a trial besides its scores and parameters."""
    found: dict[str, Any] = {
        "candidate": str(trial.candidate),
        "trial": trial.number,
        "origin": trial.origin,
        "folds": f"{len(trial.done)}/{history.n_splits}",
        "seconds": round(trial.seconds, 3),
    }
    if trial.latency is not None:
        found["latency"] = trial.latency
    if trial.error:
        found["error"] = trial.error
    if trial.stopped:
        found["ended early"] = trial.stopped
    return found


def _varied(
    trial: Trial, spaces: Mapping[str, Mapping[str, Parameter]], prefixed: bool
) -> dict[str, tuple[Any, BaseDistribution]]:
    """Return the parameters that a space tells of, each with its distribution."""
    family = trial.candidate.estimator
    found: dict[str, tuple[Any, BaseDistribution]] = {}
    if prefixed:
        names = tuple(dict.fromkeys((*spaces, family)))
        found["estimator"] = (family, CategoricalDistribution(names))
    for name, value, parameter in _known(trial, spaces.get(family, {})):
        shown = _text(value) if isinstance(parameter, Choice) else value
        found[f"{family}: {name}" if prefixed else name] = (shown, _distribution(parameter))
    return found


def _known(
    trial: Trial, space: Mapping[str, Parameter]
) -> Iterator[tuple[str, Any, Parameter]]:
    for name, value in trial.candidate.items:
        if name in space and value in space[name]:
            yield name, value, space[name]


def _distribution(parameter: Parameter) -> BaseDistribution:
    if isinstance(parameter, Choice):
        return CategoricalDistribution([_text(value) for value in parameter.values])
    if isinstance(parameter, Float):
        return FloatDistribution(parameter.low, parameter.high, log=parameter.log)
    return IntDistribution(parameter.low, parameter.high, log=parameter.log)


def _text(value: Any) -> str:
    """Return a choice as it is written: 1, 1.0, True and '1' are four choices."""
    return value if isinstance(value, str) else repr(value)
