"""Asks when one pipeline fitted again on all rows is as good as a bag of its folds' ones.

Searches of a minute whose bags are kept whole; then each member is fitted again, without regard
to the time that it takes. Losses on the quarter held out are shares of the bags' loss.

    LEPTON_DATA_HOME=... python benchmarks/experiments/again.py FOLDER [--tables A,B]
                                                                [--seeds 2,3] [--report]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from searched import SECONDS, command, divided
from systems.score import loss

from lepton_automl import LeptonAutoML
from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble import Weigher, assemble, refit
from lepton_automl.run import RunFolder, Workers, read_history

TABLES = (
    "amazon_employee_access,dry_bean,fars,har_weightlifting,hr_job_change,kc_house_sales,"
    "lending_club,melbourne_housing,nsl_kdd,nursery,nyc_taxis,video_game_sales,"
    "wall_robot_navigation"
)
AGAIN = 180  # seconds for all members at most
WAYS: dict[str, Callable[[Sequence[Any], Any], Any]] = {  # of a member's folds, and again
    "first fold": lambda folds, again: folds[0],
    "again": lambda folds, again: again,
    "first fold and again": lambda folds, again: (folds[0] + again) / 2,
    "bag and again": lambda folds, again: np.mean([*folds, again], axis=0),
}


def record(name: str, seed: int) -> dict[str, Any]:
    """Return what the pipelines of a search's members say of the rows held out."""
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
        says = "predict" if plan.task.classes is None else "predict_proba"
        rows = automl._served.read(X_test)

        def said(candidate: Any) -> list[Any]:
            model = assemble({candidate: 1.0}, history, folder, plan)
            return [getattr(each, says)(rows) for each in model.estimators_]

        folds = [said(c) for c in weights]
        fit_again(weights, history, folder, run)
        return {
            "name": f"{name}, {seed}",
            "rows": len(y),
            "task": job["task"],
            "y": y_test,
            "weights": list(weights.values()),
            "folds": folds,
            "again": [np.mean(said(c), axis=0) for c in weights],
        }


def fit_again(weights: Any, history: Any, folder: RunFolder, run: Any) -> None:
    """Fit the members again, on all rows."""
    workers = Workers(run_dir=run)
    try:
        while not workers.ready(1.0):
            pass
        refit(weights, history, folder, workers, Clock(Budget(seconds=AGAIN)))
    finally:
        workers.close()


def report(searches: Sequence[dict[str, Any]]) -> None:
    """Print the losses by what a member is made of."""
    rows = {}
    for search in sorted(searches, key=lambda s: s["rows"]):
        bag = blended(search, lambda folds, again: np.mean(folds, axis=0))
        rows[search["name"]] = {
            "rows": search["rows"],
            "folds": ", ".join(str(len(folds)) for folds in search["folds"]),
            **{way: f"{blended(search, made) / bag:.3f}" for way, made in WAYS.items()},
        }
    print(pd.DataFrame(rows).T.to_string())


def blended(search: dict[str, Any], made: Callable[[Sequence[Any], Any], Any]) -> float:
    """Return the loss of an ensemble whose members are made of these pipelines."""
    members = zip(search["weights"], search["folds"], search["again"], strict=True)
    mean = sum(weight * made(folds, again) for weight, folds, again in members)
    return float(loss(search["task"], search["y"], mean))


if __name__ == "__main__":
    command(__doc__, TABLES, "2", record, report)
