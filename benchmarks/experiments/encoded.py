"""Asks how categories of many levels are best made numbers, for models that need numbers.

Each way that there is, for columns of more levels than are written out one by one: levels by
the mean of y (`TargetEncoder`, with inner folds), as codes, and the most frequent ones one-hot.
Rows are divided as in `portfolio.py`; only tables with such columns count.

    LEPTON_DATA_HOME=... python benchmarks/experiments/encoded.py [--seeds 0,1]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from portfolio import REGISTRY, parts, said, take
from recorded import as_loss, score
from threadpoolctl import threadpool_limits

from lepton_automl import intake, prepare

sys.path.insert(0, str(Path(__file__).parents[1]))
import tables

MANY = "category__many"
MODELS = ("logistic_regression", "ridge", "kernel_svm")


def main() -> None:
    """Print a line a table and model, and the means."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", default="0,1")
    asked = parser.parse_args()
    shares: dict[tuple[str, str], list[float]] = {}
    for entry in json.loads((tables.home() / "index.json").read_text()):
        X, y = tables.real(entry["name"])
        data, task = intake.take(X, y, registry=REGISTRY, task=entry["task"])
        for model in MODELS:
            spec = REGISTRY.estimators[model]
            space = {}
            if prepare.obstacle(spec, task, REGISTRY.kinds) is None:
                space = prepare.space(spec, task, REGISTRY.kinds)
            if MANY not in space:
                continue
            ways = space[MANY].values
            found = np.mean(
                [
                    [loss(spec, way, data, task, int(seed)) for way in ways]
                    for seed in asked.seeds.split(",")
                ],
                axis=0,
            )
            text = (
                f"{way} {x:.5g} ({s:.1f} s)" for way, (x, s) in zip(ways, found, strict=True)
            )
            print(f"| {entry['name']} | {model} | {', '.join(text)} |", flush=True)
            for way, (reached, _) in zip(ways, found, strict=True):
                shares.setdefault((model, way), []).append(np.log(reached / found[0][0]))
    for (model, way), logs in shares.items():
        print(f"| {model} | {way} | {np.exp(np.mean(logs)):.4f} of the first | {len(logs)} |")


def loss(spec: Any, way: str, data: Any, task: Any, seed: int) -> tuple[float, float]:
    """Return the loss on rows held out, and the seconds of preparation and fit."""
    learned, _, held = parts(data.y, seed, stratify=task.classes is not None)
    params = {**spec.opening[0], MANY: way}
    pipeline = prepare.pipeline(spec, params, task, REGISTRY.kinds, random_state=0)
    started = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline.fit(take(data.X, learned), data.y[learned])
        seconds = time.process_time() - started
        reached = score(task.type, data.y[held], said(pipeline, take(data.X, held), task))
    return as_loss(task.type, reached), seconds


if __name__ == "__main__":
    main()
