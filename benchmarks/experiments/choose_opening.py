"""Chooses the opening of boosting from what `portfolio.py` has recorded.

Starting from the openings that there are, the configuration whose addition lowers the loss of
the ensemble most, as a geometric mean over tables, is added, again and again. Members are
weighed on the rows that were watched, and the loss is that on further rows. It is also done on
one half of the tables and measured on the other, so that what only suits single tables shows.

    python benchmarks/experiments/choose_opening.py FOLDER [--steps 6]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from portfolio import BOOSTING, REGISTRY
from sklearn.metrics import roc_auc_score

from lepton_automl.ensemble.select import select

MOST_MEMBERS = 30  # as the search does, the best by themselves
LEAST = 2e-3  # of a loss: what is below is learned to the full
CLIP = 0.1


def score(kind: str, y: Any, said: Any) -> float:
    """Return what is maximised: ROC AUC, log likelihood or minus the RMSE."""
    if kind == "regression":
        return -float(np.sqrt(np.mean((y - said) ** 2)))
    if said.shape[1] == 2:
        return float(roc_auc_score(y, said[:, 1]))
    return float(np.mean(np.log(np.clip(said, 1e-7, 1)[np.arange(len(y)), y])))


def loss(table: dict[str, Any], keys: list[str]) -> float:
    """Return the loss of the ensemble of some configurations on rows used for nothing else."""
    kind, (_, watched, tested) = table["task"], table["y"]
    found = [table["found"][k] for k in keys if k in table["found"]]
    found.sort(key=lambda row: -score(kind, watched, row["watched"]))
    found = found[:MOST_MEMBERS]
    weights = select(
        [row["watched"] for row in found], watched, lambda y, said, _: score(kind, y, said)
    )
    blend = sum(w * row["tested"] for w, row in zip(weights, found, strict=True) if w > 0)
    reached = score(kind, tested, blend)
    return 1.0 - reached if kind == "binary" else -reached


def ratio(tables: list[Any], keys: list[str], before: list[float]) -> float:
    """Return the geometric mean, over tables, of the loss as a share of that before.

    No table counts for more than `CLIP`, so that none decides alone.
    """
    logs = [
        np.log(max(loss(table, keys), LEAST) / max(b, LEAST))
        for table, b in zip(tables, before, strict=True)
    ]
    return float(np.exp(np.mean(np.clip(logs, -CLIP, CLIP))))


def chosen(tables: list[Any], base: list[str], offered: list[str], steps: int) -> list[str]:
    """Return the configurations to add, best first."""
    before = [loss(table, base) for table in tables]
    alone = {k: ratio(tables, [*base, k], before) for k in offered}
    best = sorted(offered, key=alone.__getitem__)[: 2 * steps]
    taken: list[str] = []
    while len(taken) < steps:
        gains = {k: ratio(tables, [*base, *taken, k], before) for k in best if k not in taken}
        taken.append(min(gains, key=gains.__getitem__))
    return taken


def main() -> None:
    """Print what is worth adding, and whether it holds on other tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=6)
    asked = parser.parse_args()
    paths = sorted(asked.folder.glob("*.joblib"))
    tables = [joblib.load(path) for path in paths]
    names = list(dict.fromkeys(path.stem.rpartition("-")[0] for path in paths))
    half = [names.index(path.stem.rpartition("-")[0]) % 2 for path in paths]
    keys = list(dict.fromkeys(k for table in tables for k in table["found"]))
    family = {k: k.split(" ", 1)[0] for k in keys}
    n_opening = {name: len(spec.opening) for name, spec in REGISTRY.estimators.items()}
    seen: dict[str, int] = {}
    base, offered = [], []
    for key in keys:  # openings come first in each family
        seen[family[key]] = seen.get(family[key], 0) + 1
        first = seen[family[key]] <= n_opening[family[key]]
        (base if first else offered).append(key)
    before = [loss(table, base) for table in tables]
    print("with all that was tried of", ", ".join(BOOSTING), end=": ")
    print(f"{ratio(tables, [*base, *offered], before):.4f}")
    taken = chosen(tables, base, offered, asked.steps)
    for n, key in enumerate(taken, 1):
        print(f"  + {key}: {ratio(tables, [*base, *taken[:n]], before):.4f}")
    for learn in (0, 1):
        known = [t for t, h in zip(tables, half, strict=True) if h == learn]
        others = [(t, b) for t, b, h in zip(tables, before, half, strict=True) if h != learn]
        found = chosen(known, base, offered, asked.steps)
        held = ratio([t for t, _ in others], [*base, *found], [b for _, b in others])
        print(f"chosen on one half of the tables, on the other: {held:.4f}")


if __name__ == "__main__":
    main()
