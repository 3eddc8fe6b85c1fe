"""Records what many configurations predict on many tables, to choose an opening from.

Each configuration is fitted as a search would fit it: prepared by kind, one thread, stopped on
the rows that its fold watches. Kept are its predictions of these rows and of further ones, and
the processor's seconds, of the fit and for each row predicted, which other load on the machine
changes little. `choose_opening.py`, `hold_out.py`, `blending.py` and `thrift.py` read them. A
run that was interrupted goes on with the table it was at, and a table that is recorded already
gets the configurations that are new.

    pip install . ./plugins/lepton-boosting
    LEPTON_DATA_HOME=... python benchmarks/experiments/portfolio.py FOLDER [--seeds 0,1]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from lepton_automl import intake, prepare
from lepton_automl.plugin import EstimatorSpec, Registry
from lepton_automl.search.choose import choose
from lepton_automl.search.opening import expected_seconds, opening

sys.path.insert(0, str(Path(__file__).parents[1]))
import tables

NAMES = """
pc4 qsar_biodeg eucalyptus energy_efficiency abalone steel_plates telco_churn kr_vs_kp
hr_job_change lending_club socmob quake nyc_taxis kc_house_sales wall_robot_navigation nursery
dry_bean madelon
"""
MOST_ROWS = 6_000  # learned from, watched and tested on: 60, 15 and 25 %
MOST_SECONDS = 20.0  # that a fit may be expected to take, or takes where it obeys
BOOSTING: dict[str, tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]] = {
    "lightgbm": (
        (
            *("learning_rate", "num_leaves", "min_child_samples"),
            *("colsample_bytree", "subsample", "reg_lambda"),
        ),
        (
            (0.1, 31, 20, 0.8, 1.0, 1.0),
            (0.04, 50, 40, 1.0, 0.75, 0.1),
            (0.05, 100, 3, 0.9, 0.7, 1.0),
            (0.03, 53, 14, 0.7, 1.0, 1.0),
            (0.07, 8, 5, 0.5, 0.9, 1.0),
            (0.05, 20, 10, 0.5, 0.8, 10.0),
            (0.1, 4, 5, 0.5, 0.9, 1.0),
            (0.06, 64, 10, 0.4, 0.8, 3.0),
            (0.03, 16, 60, 0.4, 0.7, 0.01),
        ),
    ),
    "xgboost": (
        (
            *("learning_rate", "max_depth", "min_child_weight"),
            *("colsample_bylevel", "subsample", "reg_lambda"),
        ),
        (
            (0.1, 6, 1.0, 1.0, 1.0, 1.0),
            (0.08, 6, 0.01, 0.9, 0.65, 0.001),
            (0.05, 9, 2.0, 1.0, 0.7, 0.001),
            (0.1, 4, 1.0, 0.7, 0.8, 1.0),
            (0.04, 10, 0.6, 0.7, 1.0, 1.0),
            (0.1, 3, 1.0, 0.5, 0.9, 1.0),
            (0.05, 8, 5.0, 0.6, 0.8, 5.0),
            (0.06, 7, 1.0, 0.5, 0.8, 3.0),
        ),
    ),
    "catboost": (
        (
            *("learning_rate", "depth", "l2_leaf_reg", "random_strength"),
            *("rsm", "subsample", "one_hot_max_size"),
        ),
        (
            (0.08, 6, 3.0, 1.0, 1.0, 0.8, 10),
            (0.08, 6, 3.0, 1.0, 0.5, 0.8, 2),
            (0.15, 6, 3.0, 1.0, 0.5, 0.8, 10),
            (0.06, 8, 3.0, 1.0, 0.4, 0.8, 10),
            (0.1, 4, 3.0, 1.0, 0.5, 0.8, 10),
            (0.08, 7, 0.1, 0.8, 0.5, 0.9, 15),
            (0.1, 5, 10.0, 1.0, 0.5, 0.8, 30),
            (0.15, 5, 1.0, 0.3, 0.7, 0.8, 10),
        ),
    ),
}
REGISTRY = Registry()


def configurations(task: Any) -> Iterator[tuple[EstimatorSpec, dict[str, Any]]]:
    """Yield what is tried on a task: all openings, and further ones of boosting."""
    for spec in choose(REGISTRY, task).values():
        if expected_seconds(spec, task) * MOST_ROWS / task.n_rows > MOST_SECONDS:
            continue
        names, rows = BOOSTING.get(spec.name, ((), ()))
        more = [dict(zip(names, row, strict=True)) for row in rows]
        for params in (*spec.opening_for(task.type), *more):
            yield spec, dict(params)


def divided(name: str, seed: int) -> tuple[Any, Any, list[Any]]:
    """Return a table's data, its task, and the positions of its parts."""
    index = json.loads((tables.home() / "index.json").read_text())
    kind = next(entry["task"] for entry in index if entry["name"] == name)
    X, y = tables.real(name)
    data, task = intake.take(X, y, registry=REGISTRY, task=kind)
    rows = parts(data.y, seed, stratify=task.classes is not None)
    return data, task, rows


def parts(y: Any, seed: int, stratify: bool) -> list[Any]:
    """Return positions: to learn from, to watch, to test on; by class where there are any."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))[:MOST_ROWS]
    if stratify:  # each class spread evenly over the order
        place = pd.Series(y[order]).groupby(y[order])
        order = order[np.argsort((place.cumcount() / place.transform("size")).to_numpy())]
        # A cycle of 20 rows: 12 to learn from, 3 to watch, 5 to test on.
        cycle = np.array([0, 2, 0, 0, 1, 0, 2, 0, 0, 2, 0, 1, 0, 2, 0, 0, 1, 0, 2, 0])
        part = cycle[np.arange(len(order)) % 20]
        return [order[part == which] for which in range(3)]
    ends = [0, len(order) * 12 // 20, len(order) * 15 // 20, len(order)]
    return [order[start:end] for start, end in pairwise(ends)]


def measure(
    spec: EstimatorSpec, params: dict[str, Any], data: Any, task: Any, rows: list[Any]
) -> dict[str, Any]:
    """Fit a configuration; return its seconds and what it says of the other two parts."""
    pipeline = prepare.pipeline(
        spec, params, task, REGISTRY.kinds, random_state=0, max_seconds=MOST_SECONDS
    )
    preparation, model = pipeline[0], pipeline[-1]
    X, y = [take(data.X, r) for r in rows], [data.y[r] for r in rows]
    started = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if preparation != "passthrough":
            fitted = preparation.fit_transform(X[0], y[0])
            X = [fitted, *map(preparation.transform, X[1:])]
        watch = {"X_val": X[1], "y_val": y[1]} if "validation" in spec.handles else {}
        model.fit(X[0], y[0], **watch)
        seconds = time.process_time() - started
        watched = said(model, X[1], task)
        started = time.process_time()
        tested = said(model, X[2], task)
        took = (time.process_time() - started) / len(rows[2])
    return {"seconds": seconds, "predicting": took, "watched": watched, "tested": tested}


def said(model: Any, X: Any, task: Any) -> Any:
    """Return values, or probabilities of all classes, seen or not."""
    if task.type == "regression":
        return model.predict(X).astype(np.float32)
    found = np.zeros((X.shape[0], task.n_classes), np.float32)
    found[:, model.classes_] = model.predict_proba(X)
    return found


def take(X: Any, rows: Any) -> Any:
    """Return some rows of a frame or an array."""
    return X.iloc[rows] if hasattr(X, "iloc") else X[rows]


def record(name: str, seed: int, known: dict[str, Any]) -> dict[str, Any]:
    """Return what all configurations say of a table, divided by a seed; some may be known."""
    data, task, rows = divided(name, seed)
    found, new = dict(known), 0.0
    for spec, params in configurations(task):
        key = named(spec.name, params)
        if key in found:
            continue
        try:
            found[key] = measure(spec, params, data, task, rows)
            new += found[key]["seconds"]
        except Exception as error:
            print(f"{name} {key}: {error}", flush=True)
    print(f"{name} {seed}: {len(found)} configurations, {new:.0f} s for the new", flush=True)
    specs = choose(REGISTRY, task)
    book = opening(specs.values(), replace(task, n_rows=len(rows[0])))
    return {
        "task": task.type,
        "y": [data.y[r] for r in rows],
        "found": found,
        "book": [named(c.estimator, c.params) for c in book],
        "defaults": [named(s.name, s.opening_for(task.type)[0]) for s in specs.values()],
    }


def named(estimator: str, params: Any) -> str:
    """Return what a configuration is recorded as."""
    return f"{estimator} {json.dumps(dict(params), sort_keys=True)}"


def main() -> None:
    """Record what is not recorded yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", default=",".join(NAMES.split()))
    parser.add_argument("--seeds", default="0,1,2")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for seed in map(int, asked.seeds.split(",")):
        for name in asked.tables.split(","):
            path = asked.folder / f"{name}-{seed}.joblib"
            known = joblib.load(path)["found"] if path.exists() else {}
            joblib.dump(record(name, seed, known), path)


if __name__ == "__main__":
    main()
