"""Measure the time that goes neither into fitting nor into predicting, on 5,000 rows.

    python benchmarks/overhead.py [--tables mixed,numbers] [--budget 60] [--results FOLDER]

Of the seconds that the workers had, which are the wall-clock seconds of `fit` times their
number, the run folder tells how many were spent in folds: preparation, fit, predict and score
of a pipeline. The rest is scheduling, starting workers, writing and reading, ensembling, and
folds that the deadline cut short, of which there is no record.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import tables

HERE = Path(__file__).parent
ROWS = 5_000
GOAL = 0.10
TABLES = {
    "mixed": partial(tables.mixed, ROWS),
    "numbers": partial(tables.drawn, ROWS, 20, n_informative=12, n_clusters_per_class=3),
    "regression": partial(tables.smooth, ROWS),
}


@dataclass(frozen=True)
class Spent:
    """Where the seconds of a run went."""

    table: str
    wall: float
    workers: int
    inside: float
    folds: int
    failed: int
    trials: int

    @property
    def outside(self) -> float:
        """The share of the workers' time that was not spent in folds."""
        return 1 - self.inside / (self.wall * self.workers)


def spent(table: str, history: Iterable[Any], wall: float, workers: int) -> Spent:
    """Return where the time went, by a run's records."""
    trials = list(history)
    folds = [fold for trial in trials for fold in trial.folds]
    inside = sum(fold.seconds for fold in folds)
    failed = sum(fold.error is not None for fold in folds)
    return Spent(table, wall, workers, inside, len(folds), failed, len(trials))


def measure(table: str, budget: float) -> Spent:
    """Fit a table and read its run folder."""
    from lepton_automl import LeptonAutoML
    from lepton_automl.run import read_history

    X, y = TABLES[table]()
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "run"
        automl = LeptonAutoML(time_budget=budget, random_state=0, verbose=0, run_dir=folder)
        start = time.perf_counter()
        automl.fit(X, y)
        wall = time.perf_counter() - start
        return spent(table, read_history(folder), wall, workers)


def page(found: Iterable[Spent], load: float) -> str:
    """Return the page of results."""
    lines = [
        "# What the search itself costs",
        "",
        f"The share of the workers' time outside the folds' own fit and predict, {ROWS:,} rows "
        f"each; the goal is less than {GOAL:.0%}. {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load when it began {load:.1f}. Made by "
        "`benchmarks/overhead.py`.",
        "",
        "| table | wall s | workers | in folds s | outside | folds | failed | candidates |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for s in found:
        cells = [s.table, f"{s.wall:.1f}", str(s.workers), f"{s.inside:.1f}"]
        cells += [f"{s.outside:.1%}", str(s.folds), str(s.failed), str(s.trials)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the tables asked for and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tables", type=lambda s: s.split(","), default=list(TABLES))
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    asked = parser.parse_args()
    if strange := [name for name in asked.tables if name not in TABLES]:
        parser.error(f"no table is named {strange[0]!r}; there are {', '.join(TABLES)}")
    load = os.getloadavg()[0]
    found = []
    for table in asked.tables:
        found.append(measure(table, asked.budget))
        print(found[-1], f"outside {found[-1].outside:.1%}", flush=True)
    asked.results.mkdir(parents=True, exist_ok=True)
    (asked.results / "overhead.md").write_text(page(found, load))


if __name__ == "__main__":
    main()
