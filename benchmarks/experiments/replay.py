"""Replays a search by time on what `record.py` has recorded, with a clock that is not real.

::

    python benchmarks/experiments/replay.py FOLDER [--budgets 15 60] [--set NAME=VALUE ...]

The race decides as it does in a fit; a fold that it asks for is looked up and takes the seconds
it took. So a rule can be judged on many tables and budgets in a minute, without noise. `--set`
changes a constant of `lepton_automl.search.race` or `lepton_automl.ensemble.weigh` for
comparison; the loss is on the held-out quarter, and shown as a ratio to that without changes.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import joblib
import numpy as np
from quality import loss

from lepton_automl.budget import Budget
from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Weigher, weigh
from lepton_automl.run import BASELINE, RunFolder, read_history
from lepton_automl.search import race
from lepton_automl.search.opening import opening
from lepton_automl.search.pace import Pace
from lepton_automl.trial import Fold, History

STARTUP = 3.0  # seconds before the first fold and after the last: workers, reading, the model


class Clock:
    """A clock that is set."""

    def __init__(self, seconds: float) -> None:
        self.budget, self.now = Budget(seconds=seconds), 0.0

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return self.now

    def left(self) -> float:
        """Return the seconds that remain."""
        return max(0.0, float(self.budget.seconds or 0.0) - self.now)


class Recorded:
    """Proposes the candidates that were proposed when it was recorded, in that order."""

    def __init__(self, history: History) -> None:
        self._candidates = [t.candidate for t in history if t.origin == "search"]

    def propose(self, history: History, pending: Any, number: int) -> Candidate | None:
        """Return the next one."""
        known = set(history.trials) | set(pending)
        return next((c for c in self._candidates if c not in known), None)


def main() -> None:
    """Replay all tables of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--budgets", nargs="*", type=float, default=[15.0, 30.0, 60.0])
    parser.add_argument("--set", nargs="*", default=[], dest="changes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--slower", type=float, default=1.0, help="as if fits took so much longer"
    )
    asked = parser.parse_args()
    ratios: dict[float, list[float]] = {budget: [] for budget in asked.budgets}
    for place in sorted(p for p in asked.folder.iterdir() if (p / "table.joblib").exists()):
        said = []
        for budget in asked.budgets:
            plain = replay(place, budget, asked.workers, asked.slower)
            with _changed(asked.changes):
                changed = (
                    replay(place, budget, asked.workers, asked.slower)
                    if asked.changes
                    else plain
                )
            ratios[budget].append(changed[0] / plain[0])
            said.append(f"{plain[0]:.5g} -> {changed[0]:.5g} ({plain[1]} -> {changed[1]})")
        print(f"{place.name:24}", " | ".join(said), flush=True)
    print("mean ratio".ljust(24), {b: round(geometric_mean(r), 4) for b, r in ratios.items()})


def replay(place: Path, seconds: float, n_workers: int, slower: float) -> tuple[float, str]:
    """Return the held-out loss that a search of so many seconds ends with, and what it did."""
    plan, _, y_test = joblib.load(place / "table.joblib")
    recorded = read_history(place)
    for trial in list(recorded):
        folds = tuple(replace(f, seconds=f.seconds * slower) for f in trial.folds)
        recorded.trials[trial.candidate] = replace(trial, folds=folds)
    folder = RunFolder.attach(str(place), "")
    clock, history = Clock(seconds - STARTUP), History(recorded.metric, recorded.n_splits)
    history.start(BASELINE, "baseline")
    for fold in recorded.trials[BASELINE].folds:
        history.add(BASELINE, fold)
    weigher = Weigher(plan, folder)
    schedule = race.Race(
        opening(plan.specs.values(), plan.task),
        Recorded(recorded),
        Pace(plan.specs, plan.task),
        seconds - STARTUP,
        n_workers,
        weigher.shallow,
    )
    schedule._weights = weigher.shallow  # asked anew each time: its cost is not on this clock
    _run(schedule, clock, history, recorded, n_workers)
    weights = weigher.weights(history)
    prediction = _blend(weights, history, place)
    begun = sum(1 for t in history if t.done and t.origin != "baseline")
    depths = [len(history.trials[c].done) for c in weights]
    return loss(plan.task.type, y_test, prediction), f"{begun} begun, folds {depths}"


def _run(schedule: Any, clock: Clock, history: History, recorded: History, n: int) -> None:
    running: list[tuple[float, int, Candidate, Fold]] = []
    count = 0
    while True:
        while len(running) < n and clock.left() > 0:
            under_way = {(c, f.index) for _, _, c, f in running}
            step = schedule.next(history, under_way, clock.left())
            if step is None:
                break
            history.start(step.candidate, step.origin)
            fold = _lookup(recorded, step.candidate, step.index)
            count += 1
            took = min(fold.seconds, step.seconds or fold.seconds)
            if fold.seconds > took:
                fold = Fold(fold.index, seconds=took, error="took too long")
            heapq.heappush(running, (clock.now + took, count, step.candidate, fold))
        if not running or running[0][0] > (clock.budget.seconds or 0.0):
            return
        clock.now, _, candidate, fold = heapq.heappop(running)
        history.add(candidate, fold)


def _lookup(recorded: History, candidate: Candidate, index: int) -> Fold:
    trial = recorded.trials.get(candidate)
    found = [f for f in trial.folds if f.index == index] if trial else []
    return found[0] if found else Fold(index, seconds=1e9, error="was not recorded")


def _blend(weights: Mapping[Candidate, float], history: History, place: Path) -> Any:
    total: Any = 0.0
    for candidate, weight in weights.items():
        folds = [f.index for f in history.trials[candidate].done]
        files = [place / "folds" / candidate.key / f"{i}.test.npy" for i in folds]
        total = total + weight * np.mean([np.load(f) for f in files], axis=0)
    return total


class _changed:
    """Constants changed for a while."""

    def __init__(self, changes: list[str]) -> None:
        self._changes = [change.split("=") for change in changes]
        self._old: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> None:
        for name, value in self._changes:
            module = race if hasattr(race, name) else weigh
            self._old.append((module, name, getattr(module, name)))
            setattr(module, name, float(value) if "." in value else int(value))

    def __exit__(self, *error: object) -> None:
        for module, name, value in self._old:
            setattr(module, name, value)


if __name__ == "__main__":
    main()
