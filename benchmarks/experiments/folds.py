"""Folds or a holdout, where members are fitted again on all rows: whole searches of a minute.

Losses on a quarter of the rows, held out, as shares of those with as many folds as there are
by themselves, and how many candidates were tried. On a quiet machine alone: each search takes
all cores for a minute.

    python benchmarks/experiments/folds.py FOLDER [--tables A,B] [--seeds 2,3]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recorded import mean_ratio
from searched import SECONDS, command, divided
from systems.score import loss

from lepton_automl import LeptonAutoML

TABLES = (
    "lending_club,nursery,dry_bean,video_game_sales,melbourne_housing,hr_job_change,"
    "har_weightlifting,kc_house_sales,amazon_employee_access,fars,nsl_kdd"
)
DIVISIONS = ("auto", "holdout")


def record(name: str, seed: int) -> dict[str, Any]:
    """Return the losses of searches by how they divided the rows."""
    with divided(name, seed) as (_, job, X, y, X_test, y_test):
        losses, tried = [], []
        for cv in DIVISIONS:
            automl = LeptonAutoML(
                task=job["task"], time_budget=SECONDS, random_state=seed, verbose=0, cv=cv
            ).fit(X, y)
            says = "predict_proba" if hasattr(automl, "classes_") else "predict"
            losses.append(float(loss(job["task"], y_test, getattr(automl, says)(X_test))))
            tried.append(len(automl.history_.trials) - 1)
        return {"name": name, "seed": seed, "rows": len(X), "losses": losses, "tried": tried}


def report(records: Sequence[dict[str, Any]]) -> None:
    """Print the shares, and their mean."""
    shares = [r["losses"][1] / r["losses"][0] for r in records]
    for r, share in zip(records, shares, strict=True):
        few, many = r["tried"]
        print(f"| {r['name']} | {r['rows']:,} | {r['seed']} | {share:.3f} | {few} | {many} |")
    better = sum(share < 1 for share in shares)
    print(f"mean {mean_ratio(shares):.3f}, {better} of {len(shares)} better")


if __name__ == "__main__":
    command(__doc__, TABLES, "2,3", record, report)
