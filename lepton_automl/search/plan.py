"""From checked data and the user's arguments to the plan of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from lepton_automl import resample, score
from lepton_automl.plugin.registry import Registry
from lepton_automl.resample import Splits
from lepton_automl.run import Plan, RunFolder, Workers, fingerprint
from lepton_automl.run.limits import default_memory
from lepton_automl.search.choose import choose
from lepton_automl.task import Data, Task

__all__ = ["make_plan"]

FIRST_LOOK = 50_000  # rows of a sample, from which every candidate learns at first
MANY = 4  # times as many training rows make a first look worth its time


def make_plan(
    data: Data,
    task: Task,
    registry: Registry,
    folder: RunFolder,
    workers: Workers,
    *,
    scoring: Any = None,
    cv: Any = "auto",
    estimators: Iterable[Any] | None = None,
    exclude: Iterable[str] | None = None,
    only_exportable: str | None = None,
    random_state: Any = None,
    by_trials: bool = False,
) -> Plan:
    """Return what stays the same during a run, written to where workers read it.

    Parameters
    ----------
    data, task
        From intake.
    registry : Registry
        The offers.
    folder : RunFolder
        One that holds a run already must hold this one; its seed is then taken over.
    workers : Workers
        They are told where one fit is to have all threads.
    scoring, cv, estimators, exclude, only_exportable, random_state
        As `LeptonAutoML` takes them.
    by_trials : bool
        Whether the result must not depend on the number of workers.

    Raises
    ------
    InputError
        If an argument cannot be used, or the folder holds another run.
    """
    task_spec = registry.get("tasks", task.type)
    metric = score.make_score(scoring, task_spec, registry, task.outputs)
    seed = folder.identity().get("seed", _seed(random_state))
    splits = resample.split(data, task_spec, cv, seed)
    look = task if by_trials else _first_look(task, splits)
    specs = choose(registry, look, estimators, exclude, only_exportable)
    n_threads = workers.threads(task.n_rows * task.n_features, by_trials)
    plan = Plan(
        task=task,
        data=data,
        splits=splits,
        task_spec=task_spec,
        kinds=dict(registry.kinds),
        specs=specs,
        score=metric,
        seed=seed,
        n_threads=n_threads,
        sample=look.n_rows if look.n_rows < task.n_rows else None,
        memory=default_memory(workers.at_once),
    )
    identity = {"task": task.to_json(), "metric": metric.name, "n_splits": len(splits)}
    known = {} if folder.temporary else {"data": fingerprint(data, splits)}
    folder.identify({**identity, **known, "seed": seed})
    folder.write_plan(plan)
    return plan


def _first_look(task: Task, splits: Splits) -> Task:
    """Return the task as a sample has it; as it is where a sample would save little."""
    columns = task.schema.form == "table" or task.schema.kinds == {"number"}
    large = columns and len(splits.pairs[0][0]) >= MANY * FIRST_LOOK
    return replace(task, n_rows=FIRST_LOOK) if large else task


def _seed(random_state: Any) -> int:
    """Return a seed; None draws one without touching numpy's global state."""
    if random_state is None:
        return int(np.random.default_rng().integers(2**31 - 1))
    return int(check_random_state(random_state).randint(2**31 - 1))
