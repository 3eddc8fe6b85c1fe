"""Asks how many of its folds' pipelines a member of an ensemble needs.

Searches of a minute whose bags are kept whole: what each pipeline says of the quarter held
out, and the seconds it takes for that. Then members keep as many pipelines as their weight is
worth, drawn forty times. Losses and seconds are shares of those of whole bags.

    LEPTON_DATA_HOME=... python benchmarks/experiments/bags.py FOLDER [--tables A,B]
                                                               [--seeds 0,1] [--report]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from searched import SECONDS, command, divided
from systems.score import loss
from threadpoolctl import threadpool_limits

from lepton_automl import LeptonAutoML
from lepton_automl.ensemble.bags import sparing

TABLES = (
    "analcatdata_dmft,eucalyptus,lending_club,madelon,nyc_taxis,pc4,qsar_biodeg,socmob,"
    "steel_plates,telco_churn,video_game_sales,wall_robot_navigation"
)
MOST = (8, 12, 16, 20, 30)  # pipelines that an ensemble is worth
DRAWS = 40


def record(name: str, seed: int) -> dict[str, Any]:
    """Return what the pipelines of a search's ensemble say of the rows held out."""
    with divided(name, seed) as (_, job, X, y, X_test, y_test):
        automl = LeptonAutoML(
            task=job["task"], time_budget=SECONDS, random_state=seed, verbose=0, refit="bag"
        ).fit(X, y)
        return {
            "name": f"{name}, {seed}",
            "rows": len(y),
            "task": job["task"],
            "y": y_test,
            **pipelines(automl.model_, automl._served.read(X_test)),
        }


def pipelines(model: Any, rows: Any) -> dict[str, Any]:
    """Return the pipelines of each member, their weights, predictions and seconds."""
    model = getattr(model, "estimator_", model)  # whose threshold was set
    if hasattr(model, "calibrated_classifiers_"):
        model = model.calibrated_classifiers_[0].estimator
    says = "predict_proba" if hasattr(model, "classes_") else "predict"
    said, seconds, members = [], [], {}
    with threadpool_limits(1):
        for i, (name, _) in enumerate(model.estimators):
            start = time.perf_counter()
            said.append(getattr(model.estimators_[i], says)(rows))
            seconds.append(time.perf_counter() - start)
            members.setdefault("-".join(name.split("-")[:2]), []).append(i)
    weights = np.asarray(model.weights) / np.sum(model.weights)
    return {
        "members": [(bag, weights[bag].sum()) for bag in members.values()],
        "said": said,
        "seconds": np.array(seconds),
    }


def report(searches: Sequence[dict[str, Any]]) -> None:
    """Print losses and seconds by how many pipelines an ensemble is worth."""
    rows = {}
    for search in searches:
        whole = blended(search, [bag for bag, _ in search["members"]])
        rows[search["name"]] = {
            "rows": search["rows"],
            "pipelines": len(search["said"]),
            **{most: "{:.4f}, {:.2f}".format(*shares(search, most, whole)) for most in MOST},
        }
    print(pd.DataFrame(rows).T.to_string())


def shares(search: dict[str, Any], most: int, whole: float) -> tuple[float, float]:
    """Return the mean loss and seconds of bags that are thinned, as shares of whole ones."""
    random, losses, seconds = np.random.default_rng(0), [], []
    for _ in range(DRAWS):
        kept = [
            random.permutation(bag)[: len(sparing(bag, weight, most, 0))]
            for bag, weight in search["members"]
        ]
        losses.append(blended(search, kept) / whole)
        seconds.append(search["seconds"][np.concatenate(kept)].sum())
    return float(np.mean(losses)), float(np.mean(seconds) / search["seconds"].sum())


def blended(search: dict[str, Any], kept: Sequence[Any]) -> float:
    """Return the loss of an ensemble whose members have these pipelines."""
    mean = sum(
        weight * np.mean([search["said"][i] for i in bag], axis=0)
        for bag, (_, weight) in zip(kept, search["members"], strict=True)
    )
    return loss(search["task"], search["y"], mean)


if __name__ == "__main__":
    command(__doc__, TABLES, "0", record, report)
