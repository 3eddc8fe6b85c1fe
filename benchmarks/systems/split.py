"""Which tables there are, and which rows of them are learned from and held out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupShuffleSplit, train_test_split
from tables import home

__all__ = ["METRICS", "SUBSET", "Split", "names", "prepare", "split"]

HELD_OUT = 0.25
# The metrics of the AutoML benchmark.
METRICS = {"binary": "AUC", "multiclass": "log loss", "regression": "RMSE"}
# Three binary, three multiclass and two regression tables, drawn by
# numpy.random.default_rng(0) from those of each task in alphabetical order.
SUBSET = (
    ("madelon", "nsl_kdd", "telco_churn")
    + ("analcatdata_dmft", "steel_plates", "wall_robot_navigation")
    + ("nyc_taxis", "video_game_sales")
)

Split = tuple[np.ndarray, np.ndarray]


def index() -> dict[str, dict[str, Any]]:
    """Return what is known of each table, in the order of the index."""
    path = home() / "index.json"
    if not path.exists():
        raise SystemExit("set LEPTON_DATA_HOME to the folder that holds tabular/index.json")
    return {entry["name"]: entry for entry in json.loads(path.read_text())}


def names(asked: list[str] | None) -> list[str]:
    """Return the tables asked for: all for None, and the eight for ``["subset"]``."""
    there = index()
    asked = list(SUBSET) if asked == ["subset"] else asked or list(there)
    strange = [name for name in asked if name not in there]
    if strange:
        raise SystemExit(f"no table is named {strange[0]!r}; there are {', '.join(there)}")
    return asked


def split(y: np.ndarray, seed: int, task: str, groups: Any = None, times: Any = None) -> Split:
    """Return the positions of the rows to learn from and of those held out, a quarter.

    By group where the index names one, the latest where it names a time, else drawn by the
    seed, from each class its share.
    """
    rows = np.arange(len(y))
    if times is not None:
        order = np.argsort(np.asarray(times), kind="stable")
        cut = round(len(y) * (1 - HELD_OUT))
        return np.sort(order[:cut]), np.sort(order[cut:])
    if groups is not None:
        drawn = GroupShuffleSplit(1, test_size=HELD_OUT, random_state=seed)
        train, test = next(drawn.split(rows, groups=groups))
        return train, test
    classes = y if task != "regression" and np.bincount(y).min() > 1 else None
    train, test = train_test_split(
        rows, test_size=HELD_OUT, random_state=seed, stratify=classes
    )
    return train, test


def prepare(name: str, seed: int, folder: Path) -> tuple[dict[str, Any], np.ndarray]:
    """Write a table's split into a folder for a worker.

    Returns what the worker must know of the table, and the targets of the rows held out.
    """
    about = index()[name]
    path = home() / about["file"]
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    target, task = table[about["target"]], about["task"]
    classes: list[str] = []
    if task == "regression":
        y = target.to_numpy(dtype=float)
    else:
        y, found = pd.factorize(target, sort=True)
        classes = [str(c) for c in found]
    by = {key: table[about[key]] if key in about else None for key in ("group", "time")}
    train, test = split(y, seed, task, by["group"], by["time"])
    for key, values in {"train": train, "test": test, "y": y[train]}.items():
        np.save(folder / f"{key}.npy", values)
    job = {
        "table": name,
        "csv": str(path),
        "target": about["target"],
        "dates": about.get("datetime_columns", []),
        "task": task,
        "classes": classes,
        "rows": len(train),
        "columns": table.shape[1] - 1,
    }
    return job, y[test]
