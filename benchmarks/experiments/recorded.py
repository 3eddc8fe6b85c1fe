"""What `portfolio.py` has recorded of a table, and the loss of an ensemble of some of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from lepton_automl.ensemble.select import select
from lepton_automl.score.fast import roc_auc

__all__ = [
    "CLIP",
    "LEAST",
    "Table",
    "as_loss",
    "mean_ratio",
    "print_parts",
    "ratios",
    "read",
    "score",
]

MOST_MEMBERS = 30  # the best by themselves, as in a search (which has more of other kinds)
LEAST = 2e-3  # of a loss: what is below is learned to the full
CLIP = 0.1

Keys = Collection[str]


def score(kind: str, y: Any, said: Any) -> float:
    """Return what is maximised: ROC AUC, log likelihood or minus the RMSE."""
    if kind == "regression":
        return -float(np.sqrt(np.mean((y - said) ** 2)))
    if said.shape[1] == 2:
        return roc_auc(y, said)
    return float(np.mean(np.log(np.clip(said, 1e-7, 1)[np.arange(len(y)), y])))


def as_loss(kind: str, reached: float) -> float:
    """Return what is to be low: 1 - AUC, log loss or RMSE."""
    return 1.0 - reached if kind == "binary" else -reached


class Table:
    """A table divided by a seed: what each configuration says of its rows, and its seconds.

    Parameters
    ----------
    name : str
    seed : int
    content : dict
        As `portfolio.py` writes it.
    """

    def __init__(self, name: str, seed: int, content: dict[str, Any]) -> None:
        self.name, self.seed = name, seed
        self.kind: str = content["task"]
        _, self.y_watched, self.y_tested = content["y"]
        self.found: dict[str, Any] = content["found"]
        self.book = [key for key in content.get("book", ()) if key in self.found]
        self.defaults = [key for key in content.get("defaults", ()) if key in self.found]
        self.scores = {
            key: score(self.kind, self.y_watched, row["watched"])
            for key, row in self.found.items()
        }
        self._losses: dict[frozenset[str], float] = {}

    def loss(self, keys: Iterable[str]) -> float:
        """Return the loss of the ensemble of some configurations on rows used for nothing else.

        What is not recorded of this table, such as a classifier for numbers, is left out; of
        nothing, the loss is that of saying the same of each row.
        """
        known = frozenset(key for key in keys if key in self.found)
        if known not in self._losses:
            self._losses[known] = self.judged(self.blend(known)) if known else self.trivial()
        return self._losses[known]

    def judged(self, said: Any) -> float:
        """Return the loss of what is said of the rows used for nothing else."""
        return as_loss(self.kind, score(self.kind, self.y_tested, said))

    def trivial(self) -> float:
        """Return the loss of saying the same of each row."""
        if self.kind == "regression":
            return float(np.std(self.y_tested))
        if self.kind == "binary":
            return 0.5
        share = np.bincount(self.y_tested) / len(self.y_tested)
        return float(-np.sum(share[share > 0] * np.log(share[share > 0])))

    def blend(self, keys: Iterable[str], part: str = "tested") -> Any:
        """Return what the ensemble of some configurations says of a part of the rows."""
        best = self.best(keys)
        weights = select(
            [self.found[key]["watched"] for key in best],
            self.y_watched,
            lambda y, said, _: score(self.kind, y, said),
        )
        members = zip(weights, best, strict=True)
        return sum(w * self.found[key][part] for w, key in members if w > 0)

    def best(self, keys: Iterable[str]) -> list[str]:
        """Return the keys of which the ensemble is made, best by themselves first."""
        return sorted(keys, key=lambda key: (-self.scores[key], key))[:MOST_MEMBERS]

    def within(self, keys: Iterable[str], seconds: float) -> list[str]:
        """Return the keys, in order, that are fitted before the seconds are over."""
        taken, spent = [], 0.0
        for key in keys:
            if key in self.found:
                spent += self.found[key]["seconds"]
                if spent > seconds:
                    break
                taken.append(key)
        return taken


def read(folder: Path) -> list[Table]:
    """Return all that a folder holds."""
    found = []
    for path in sorted(folder.glob("*.joblib")):
        name, _, seed = path.stem.rpartition("-")
        found.append(Table(name, int(seed), joblib.load(path)))
    return found


def ratios(
    tables: Sequence[Table],
    keys: Callable[[Table], Iterable[str]],
    before: Callable[[Table], Iterable[str]],
) -> dict[str, float]:
    """Return, by table, the loss as a share of that before: the geometric mean over seeds."""
    logs: dict[str, list[float]] = {}
    for table in tables:
        now, then = table.loss(keys(table)), table.loss(before(table))
        logs.setdefault(table.name, []).append(np.log(max(now, LEAST) / max(then, LEAST)))
    return {name: float(np.exp(np.mean(found))) for name, found in logs.items()}


def mean_ratio(found: Iterable[float]) -> float:
    """Return the geometric mean; no table counts for more than `CLIP`, so that none decides."""
    return float(np.exp(np.mean(np.clip(np.log(list(found)), -CLIP, CLIP))))


def print_parts(
    doc: str | None, parts: Mapping[str, Callable[[Sequence[Table]], None]]
) -> None:
    """Print the parts asked for on the command line, of the records in a folder."""
    parser = argparse.ArgumentParser(description=(doc or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", default=",".join(parts))
    asked = parser.parse_args()
    tables = read(asked.folder)
    for part in asked.parts.split(","):
        print(f"\n{part}")
        parts[part](tables)
