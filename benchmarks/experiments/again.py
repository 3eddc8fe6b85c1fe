"""Asks what a member is best made of: a pipeline of all rows, its folds' ones, or both.

Searches of a minute whose bags are kept whole; then each member is fitted again, without regard
to the time that it takes. Losses on the quarter held out, and seconds of the processor to
predict a row, are shares of those of the bags.

    LEPTON_DATA_HOME=... python benchmarks/experiments/again.py FOLDER [--tables A,B]
                                                                [--seeds 2,3] [--report]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from searched import Search, command, searched
from systems.score import loss
from threadpoolctl import threadpool_limits

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble import assemble, refit
from lepton_automl.ensemble.bags import OF_FEW, OF_MANY, Worth
from lepton_automl.quick.model import quick
from lepton_automl.run import Workers

TABLES = (
    "abalone,amazon_employee_access,analcatdata_dmft,arcene,dry_bean,energy_efficiency,eucalyptus,"
    "fars,har_weightlifting,hr_job_change,kc_house_sales,kr_vs_kp,lending_club,madelon,"
    "melbourne_housing,nsl_kdd,nursery,nyc_taxis,pc4,qsar_biodeg,quake,socmob,steel_plates,"
    "telco_churn,video_game_sales,wall_robot_navigation"
)
AGAIN = 180  # seconds for all members at most
ROWS = 5_000  # that are predicted, to see how long it takes
SOME = {f"some, of {most}": (Worth(most), False) for most in (OF_MANY, OF_FEW)}
WITH = {f"again, of {most}": (Worth(again=most), True) for most in (1, 2, 3, 4, 6, 8, 12)}
WAYS = SOME | WITH
Said = tuple[Any, float]  # what a pipeline predicts, and the seconds for a row


def record(name: str, seed: int) -> dict[str, Any]:
    """Return what the pipelines of a search's members say of the rows held out."""
    with searched(name, seed) as search:
        folds = [said(search, c) for c in search.weights]
        whole = [search.history.trials[c].whole for c in search.weights]
        fit_again(search)
        return {
            "name": search.name,
            "rows": len(search.plan.data.y),
            "task": search.task,
            "y": search.y_test,
            "members": [c.estimator for c in search.weights],
            "weights": list(search.weights.values()),
            "whole": whole,  # of one fit, out of bag
            "folds": folds,
            "again": [said(search, c) for c in search.weights],
        }


def said(search: Search, candidate: Any) -> list[Said]:
    """Return what each pipeline of a member says, and how long it takes for a row."""
    model = assemble({candidate: 1.0}, search.history, search.folder, search.plan)
    says = "predict" if search.plan.task.classes is None else "predict_proba"
    many = search.rows.iloc[np.resize(np.arange(len(search.rows)), ROWS)]
    found = []
    with threadpool_limits(1):
        for pipeline in model.estimators_:
            way = quick(pipeline, says) or getattr(pipeline, says)
            way(many)
            start = time.perf_counter()
            way(many)
            seconds = (time.perf_counter() - start) / ROWS
            found.append((getattr(pipeline, says)(search.rows), seconds))
    return found


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
    """Print losses and seconds by what a member is made of."""
    rows, shares = {}, []
    for search in sorted(searches, key=lambda s: s["rows"]):
        bag = blended(search, Worth(), whole=False)
        found = {way: np.divide(blended(search, *made), bag) for way, made in WAYS.items()}
        shares.append(found)
        heaviest = f"{max(search['weights']):.2f}"
        told = {"rows": search["rows"], "heaviest": heaviest}
        rows[search["name"]] = told | {way: _told(share) for way, share in found.items()}
    for name, typical in (("median", np.median), ("worst", np.max)):
        middle = {way: _told(typical([s[way] for s in shares], axis=0)) for way in WAYS}
        rows[name] = middle
    print(pd.DataFrame(rows).T.fillna("").to_string())


def blended(search: dict[str, Any], worth: Worth, whole: bool) -> tuple[float, float]:
    """Return the loss of an ensemble that keeps these pipelines, and its seconds for a row."""
    mean: Any = 0.0
    seconds, turn = 0.0, 0
    members = (search[key] for key in ("weights", "whole", "folds", "again"))
    for weight, known, folds, again in zip(*members, strict=True):
        left = [] if known else folds
        kept = worth.kept(range(len(left)), weight, turn, known or whole)
        turn += len(kept)
        used = [*(again if known or whole else []), *(left[i] for i in kept)]
        mean = mean + weight * np.mean([what for what, _ in used], axis=0)
        seconds += sum(took for _, took in used)
    return float(loss(search["task"], search["y"], mean)), seconds


def _told(share: Any) -> str:
    return "{:.4f}, {:.2f}".format(*share)


if __name__ == "__main__":
    command(__doc__, TABLES, "2", record, report)
