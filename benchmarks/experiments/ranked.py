"""Asks whether `realmlp` should learn from ranks of numbers beside the numbers themselves.

Its first two openings are fitted with numbers as they are and as normal quantiles, a part of
the rows watched; the loss on further rows of each, and of the means of two, is shown as a
share of the first opening's, with their geometric means at the end.

    LEPTON_DATA_HOME=... python benchmarks/experiments/ranked.py [--tables a b] [--seeds 0 1]
"""

from __future__ import annotations

import argparse
import warnings
from itertools import product
from statistics import geometric_mean
from typing import Any

import numpy as np
from portfolio import REGISTRY, take
from quality import loss, prepared
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

from lepton_automl import prepare

SPEC = REGISTRY.estimators["realmlp"]
SCALINGS = {"s": "standard", "q": "quantile"}
SHOWN = ("q0", "s1", "q1", "s0 s1", "s0 q0", "q0 s1", "s0 q1", "q0 q1")
MOST_ROWS = 5_000
LEAST = 1e-6


def main() -> None:
    """Fit, and print a line for each table and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", nargs="*")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1])
    asked = parser.parse_args()
    print("| table |", " | ".join(SHOWN), "|")
    every: dict[str, list[float]] = {ways: [] for ways in SHOWN}
    for name, data, task, *_ in prepared(asked.tables):
        if task.type not in SPEC.tasks or not task.schema.of_kind("number"):
            continue
        for seed in asked.seeds:
            found = shares(data, task, seed)
            for ways, share in found.items():
                every[ways].append(share)
            told = " | ".join(f"{share:.3f}" for share in found.values())
            print(f"| {name} | {told} |", flush=True)
    print("| mean |", " | ".join(f"{geometric_mean(v):.3f}" for v in every.values()), "|")


def shares(data: Any, task: Any, seed: int) -> dict[str, float]:
    """Return losses as shares of the first opening's."""
    classes = task.classes is not None
    n_rows = len(data.y)
    known, new = train_test_split(
        np.arange(n_rows),
        train_size=min(MOST_ROWS, n_rows * 3 // 4),
        test_size=min(MOST_ROWS, n_rows // 4),
        random_state=seed,
        stratify=data.y if classes else None,
    )
    learned, watched = train_test_split(known, test_size=0.15, random_state=seed)
    parts = (learned, watched, new)
    said = {
        f"{scaling}{opening}": tell(opening, SCALINGS[scaling], data, task, parts, seed)
        for opening, scaling in product((0, 1), SCALINGS)
    }

    def lost(ways: str) -> float:
        mean = np.mean([said[way] for way in ways.split()], axis=0)
        if classes:
            mean = np.maximum(mean, LEAST)
            mean /= mean.sum(axis=1, keepdims=True)
        return max(loss(task.type, data.y[new], mean), LEAST)

    return {ways: lost(ways) / lost("s0") for ways in SHOWN}


def tell(
    opening: int, scaling: str, data: Any, task: Any, parts: tuple[Any, ...], seed: int
) -> Any:
    """Return what a network says of the last part, having watched the second."""
    params = {**SPEC.opening[opening], "number__scaling": scaling}
    before, network = prepare.pipeline(
        SPEC, params, task, REGISTRY.kinds, random_state=seed
    ).named_steps.values()
    learned, watched, new = parts
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        X = before.fit_transform(take(data.X, learned), data.y[learned])
        X_val = before.transform(take(data.X, watched))
        network.fit(X, data.y[learned], X_val=X_val, y_val=data.y[watched])
        X_new = before.transform(take(data.X, new))
        if task.classes is None:
            return network.predict(X_new)
        said = np.zeros((len(new), len(task.classes)))
        said[:, network.classes_] = network.predict_proba(X_new)
        return said


if __name__ == "__main__":
    main()
