"""What the experiments on whole searches have in common: records in a folder, then a report."""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from systems import frames, split
from systems.score import loss

from lepton_automl import LeptonAutoML
from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Weigher, assemble
from lepton_automl.ensemble.rank import depth_of, ranked
from lepton_automl.run import RunFolder, read_history
from lepton_automl.run.plan import Plan
from lepton_automl.trial import History

__all__ = ["SECONDS", "Search", "blended", "candidates", "command", "divided", "searched"]

SECONDS = 60


def command(
    told: str | None,
    tables: str,
    seeds: str,
    record: Callable[[str, int], dict[str, Any]],
    report: Callable[[Sequence[dict[str, Any]]], None],
) -> None:
    """Record the searches that are not recorded yet, then report.

    Parameters
    ----------
    told : str or None
        What the command says of itself.
    tables, seeds : str
        Which are taken unless others are asked for, separated by commas.
    record : callable
        ``(table, seed) -> what is kept of a search``.
    report : callable
        Prints what all records say.
    """
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", default=tables)
    parser.add_argument("--seeds", default=seeds)
    parser.add_argument("--report", action="store_true", help="only what is recorded")
    asked = parser.parse_args()
    asked.folder.mkdir(exist_ok=True)
    for seed in map(int, asked.seeds.split(",")):
        for name in asked.tables.split(","):
            place = asked.folder / f"{name}-{seed}.joblib"
            if not asked.report and not place.exists():
                joblib.dump(record(name, seed), place)
                print(name, seed, flush=True)
    report([joblib.load(place) for place in sorted(asked.folder.glob("*.joblib"))])


@contextmanager
def divided(name: str, seed: int) -> Iterator[tuple[Path, dict[str, Any], Any, Any, Any, Any]]:
    """Give a scratch folder, what is known of a table, X and y, and X and y held out.

    Warnings are not shown meanwhile.
    """
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        job, y_test = split.prepare(name, seed, Path(scratch))
        X, y, X_test = frames.read(job, Path(scratch))
        yield Path(scratch), job, X, y, X_test, y_test


@dataclass(frozen=True)
class Search:
    """A search of a minute that kept whole bags, and the rows that were held out of it."""

    name: str
    task: str
    run: Path
    plan: Plan
    folder: RunFolder
    history: History
    weights: dict[Candidate, float]
    rows: Any  # held out, as models read them
    y_test: Any

    def said(self, candidate: Candidate) -> list[Any]:
        """Return what each pipeline of a candidate says of the rows held out."""
        model = assemble({candidate: 1.0}, self.history, self.folder, self.plan)
        says = "predict" if self.plan.task.classes is None else "predict_proba"
        return [getattr(each, says)(self.rows) for each in model.estimators_]


@contextmanager
def searched(name: str, seed: int) -> Iterator[Search]:
    """Search for a minute, and give what the search left in its folder."""
    with divided(name, seed) as (scratch, job, X, y, X_test, y_test):
        run = scratch / "run"
        automl = LeptonAutoML(
            task=job["task"],
            time_budget=SECONDS,
            random_state=seed,
            verbose=0,
            run_dir=run,
            refit="bag",
        ).fit(X, y)
        folder = RunFolder.attach(str(run), "")
        plan, history = folder.read_plan(), read_history(run)
        weights = Weigher(plan, folder, refit="bag", thrifty=True).weights(history)
        rows = automl._served.read(X_test)
        told = f"{name}, {seed}", job["task"]
        yield Search(*told, run, plan, folder, history, weights, rows, y_test)


def candidates(name: str, seed: int) -> dict[str, Any]:
    """Return what the candidates of a search said of rows left out and held out."""
    with searched(name, seed) as search:
        plan, history, folder = search.plan, search.history, search.folder
        depth = min(depth_of(history.trials[c]) for c in search.weights)
        trials = ranked(history, depth)
        return {
            "name": search.name,
            "task": search.task,
            "score": plan.score,
            "folds": [plan.splits.pairs[k][1] for k in range(depth)],
            "y": plan.data.y[plan.splits.test_rows(depth)],
            "y_test": search.y_test,
            "trials": trials,
            "left_out": [
                np.concatenate([folder.prediction(t.candidate, k) for k in range(depth)])
                for t in trials
            ],
            "held_out": [np.mean(search.said(t.candidate), axis=0) for t in trials],
        }


def blended(search: dict[str, Any], weights: Any, said: Sequence[Any]) -> float:
    """Return the loss on the rows held out of a weighted mean of what was said of them."""
    mean = sum(w * p for w, p in zip(weights, said, strict=True))
    return float(loss(search["task"], search["y_test"], mean))
