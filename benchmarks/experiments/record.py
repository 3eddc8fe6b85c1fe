"""Records what every candidate does on every fold of some tables, for `replay.py`.

::

    python benchmarks/experiments/record.py --out FOLDER [--tables a b] [--jobs 2]

For each table: the opening book, then candidates that Optuna proposes from the first folds, all
on all folds, with one thread each. Kept are the scores, the predictions of the fold's test rows
and of the held-out quarter, and the processor's seconds, which do not depend on what else the
machine is doing. It goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from quality import prepared

from lepton_automl import prepare, search
from lepton_automl.candidate import Candidate
from lepton_automl.plugin import Registry
from lepton_automl.run import BASELINE, RunFolder, Workers
from lepton_automl.run.plan import REFIT, Job, Plan
from lepton_automl.run.work import do_fold, predict
from lepton_automl.search.opening import opening
from lepton_automl.search.propose import Proposer
from lepton_automl.trial import Fold, History

MOST_SECONDS = 60.0  # a candidate whose first fold takes longer is not run on the others


def main() -> None:
    """Record the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tables", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--proposed", type=int, default=10)
    parser.add_argument("--folds", default="auto")
    asked = parser.parse_args()
    for name, data, task, X_test, y_test in prepared(asked.tables):
        started = time.perf_counter()
        cv: Any = int(asked.folds) if asked.folds.isdigit() else asked.folds
        place = asked.out / name
        record(place, data, task, X_test, y_test, asked.jobs, asked.proposed, cv)
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)


def record(
    place: Path,
    data: Any,
    task: Any,
    X_test: Any,
    y_test: Any,
    n_jobs: int,
    n_proposed: int,
    cv: Any,
) -> None:
    """Run all candidates of a table, some folds side by side."""
    registry, folder = Registry(), RunFolder(place)
    plan = search.make_plan(
        data,
        task,
        registry,
        folder,
        Workers(1, "inline"),
        cv=cv,
        random_state=0,
        by_trials=True,
    )
    joblib.dump((plan, X_test, y_test), place / "table.joblib")
    history = folder.history()
    fork = get_context("fork")
    with ProcessPoolExecutor(n_jobs, mp_context=fork) as pool:
        book = [BASELINE, *opening(plan.specs.values(), task)]
        _run(book, "opening", history, folder, pool, n_jobs)
        spaces = {n: prepare.space(s, task, plan.kinds) for n, s in plan.specs.items()}
        proposer = Proposer(spaces, plan.seed)
        while sum(t.origin == "search" for t in history) < n_proposed:
            candidate = proposer.propose(history, [], len(history))
            if candidate is None:
                break
            _run([candidate], "search", history, folder, pool, n_jobs)
    folder.close()


def _run(
    candidates: list[Candidate],
    origin: str,
    history: History,
    folder: RunFolder,
    pool: Any,
    n_jobs: int,
) -> None:
    """Run the first folds of all, then the other folds of those that are not too dear."""
    for candidate in candidates:
        if candidate not in history.trials:
            folder.start(
                history.start(candidate, "baseline" if candidate == BASELINE else origin)
            )
    for folds in (range(1), range(1, history.n_splits)):
        jobs = [folder.job(c, i) for c in candidates for i in folds if _wanted(history, c, i)]
        for job, measured in zip(jobs, pool.map(_measured, jobs), strict=True):
            for fold in measured:
                history.add(job.candidate, fold)


def _wanted(history: History, candidate: Candidate, index: int) -> bool:
    folds = history.trials[candidate].folds
    if any(f.index == index for f in folds):
        return False
    return all(f.error is None and f.seconds <= MOST_SECONDS for f in folds)


def _measured(job: Job) -> list[Fold]:
    """Run a fold; keep its predictions of the held-out rows and not its model.

    What is judged out of bag brings all its folds at once.
    """
    folder = RunFolder.attach(job.folder, job.stamp)
    plan, X_test = _table(job.folder)
    started = time.process_time()
    fold = do_fold(job, limit_memory=False, plan=plan)
    fold = replace(fold, seconds=time.process_time() - started)
    if fold.error is not None:
        folder.finish(job.candidate, fold, None)
        return [fold]
    place = folder.path / "folds" / job.candidate.key
    index = REFIT if fold.out_of_bag else job.index
    said = predict(folder.model(job.candidate, index), X_test, plan)
    (place / f"{index}.pkl").unlink()
    others = range(1, len(plan.splits)) if fold.out_of_bag else ()
    folds = [fold, *(folder.fold(job.candidate, i) for i in others)]
    for each in folds:
        np.save(place / f"{each.index}.test.npy", said)
    folder.finish(job.candidate, fold, folder.prediction(job.candidate, job.index))
    return folds


_TABLES: dict[str, tuple[Plan, Any]] = {}


def _table(path: str) -> tuple[Plan, Any]:
    if path not in _TABLES:
        _TABLES.clear()
        plan, X_test, _ = joblib.load(Path(path) / "table.joblib")
        _TABLES[path] = plan, X_test
    return _TABLES[path]


if __name__ == "__main__":
    main()
