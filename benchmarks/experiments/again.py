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
from searched import Search, command, searched
from systems.score import loss

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble import refit
from lepton_automl.run import Workers

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
    with searched(name, seed) as search:
        folds = [search.said(c) for c in search.weights]
        fit_again(search)
        return {
            "name": search.name,
            "rows": len(search.plan.data.y),
            "task": search.task,
            "y": search.y_test,
            "members": [c.estimator for c in search.weights],
            "weights": list(search.weights.values()),
            "folds": folds,
            "again": [np.mean(search.said(c), axis=0) for c in search.weights],
        }


def fit_again(search: Search) -> None:
    """Fit the members again, on all rows."""
    workers = Workers(run_dir=search.run)
    try:
        while not workers.ready(1.0):
            pass
        clock = Clock(Budget(seconds=AGAIN))
        refit(search.weights, search.history, search.folder, workers, clock)
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
