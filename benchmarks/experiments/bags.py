"""Asks how many of its folds' pipelines a member of an ensemble needs.

Searches of a minute whose bags are kept whole: what each pipeline says of the quarter held
out, and the seconds it takes for that. Then members keep as many pipelines as their weight is
worth, drawn forty times. Losses and seconds are shares of those of whole bags.

    LEPTON_DATA_HOME=... python benchmarks/experiments/bags.py FOLDER [--tables A,B]
                                                               [--seeds 0,1] [--report]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parents[1]))
from systems import frames, split
from systems.score import loss

from lepton_automl import LeptonAutoML
from lepton_automl.ensemble.bags import sparing

SECONDS = 60
TABLES = (
    "analcatdata_dmft,eucalyptus,lending_club,madelon,nyc_taxis,pc4,qsar_biodeg,socmob,"
    "steel_plates,telco_churn,video_game_sales,wall_robot_navigation"
)
MOST = (8, 12, 16, 20, 30)  # pipelines that an ensemble is worth
DRAWS = 40


def main() -> None:
    """Record the searches that are not recorded yet, then report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", default=TABLES)
    parser.add_argument("--seeds", default="0")
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


def record(name: str, seed: int) -> dict[str, Any]:
    """Return what the pipelines of a search's ensemble say of the rows held out."""
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        job, y_test = split.prepare(name, seed, Path(scratch))
        X, y, X_test = frames.read(job, Path(scratch))
        automl = LeptonAutoML(
            task=job["task"], time_budget=SECONDS, random_state=seed, verbose=0, refit="bag"
        ).fit(X, y)
        about = {"name": f"{name}, {seed}", "rows": len(y), "task": job["task"]}
        return {
            **about, "y": y_test, **pipelines(automl.model_, automl._served.read(X_test))
        }  # fmt: skip


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
    main()
