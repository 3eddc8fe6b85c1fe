"""Asks what a large table gains from a sample first: all candidates on both, then replayed.

::

    python benchmarks/experiments/sampled.py FOLDER [--rows 100000] [--sample 10000]
        [--budgets 100 300] [--slower 1 5 10 20] [--exclude NAME ...]

The opening book is fitted on a sample and on all rows of a made table, one thread each, scored
on one holdout. Then a race is replayed on what was recorded, by all rows alone and with the
sample first, as `replay.py` does it; `--slower` plays a larger table or a slower machine. What
is recorded already is not recorded again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
from quality import loss
from record import _measured
from replay import STARTUP, Clock, Recorded, _blend, _run

sys.path.append(str(Path(__file__).parents[1]))

from scale import draw

from lepton_automl import intake, search
from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Weigher
from lepton_automl.plugin import Registry
from lepton_automl.run import BASELINE, RunFolder, Workers, read_history
from lepton_automl.search import Pace, Race
from lepton_automl.search import plan as planning
from lepton_automl.search.opening import opening
from lepton_automl.trial import History

HELD_OUT, COLUMNS = 20_000, 30


def main() -> None:
    """Record what is not recorded yet, then replay it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=10_000)
    parser.add_argument("--budgets", nargs="*", type=float, default=[100.0, 300.0])
    parser.add_argument("--slower", nargs="*", type=float, default=[1.0, 5.0, 10.0, 20.0])
    parser.add_argument("--exclude", nargs="*", default=["random_forest", "extra_trees"])
    asked = parser.parse_args()
    record(asked.folder, asked.rows, asked.sample, asked.exclude)
    for slower in asked.slower:
        for seconds in asked.budgets:
            found = [replay(asked.folder, seconds, slower, n) for n in (None, asked.sample)]
            whole, first = (f"{value:.4f} ({done} fits)" for value, done in found)
            print(f"{slower:g} x, {seconds:g} s: all rows {whole}, sample first {first}")


def record(place: Path, rows: int, sample: int, exclude: Iterable[str]) -> None:
    """Fit each candidate of the opening on a sample, then on all rows."""
    planning.FIRST_LOOK = sample
    X, y = draw(rows + HELD_OUT, COLUMNS)
    registry, folder = Registry(), RunFolder(place)
    data, task = intake.take(X[:rows], y[:rows], registry=registry)
    workers = Workers(1, "inline")
    plan = search.make_plan(
        data, task, registry, folder, workers, exclude=exclude, cv=1, random_state=0
    )
    joblib.dump((plan, X[rows:], y[rows:]), place / "table.joblib")
    history = folder.history()
    book = opening(plan.specs.values(), replace(task, n_rows=sample))
    for candidate in [BASELINE, *(c.on(sample) for c in book), *book]:
        if history.trials.get(candidate) is None:
            trial = history.start(candidate, "baseline" if candidate == BASELINE else "opening")
            folder.start(trial)
        if not history.trials[candidate].folds:
            fold = _measured(folder.job(candidate, 0))[-1]
            history.add(candidate, fold)
            print(candidate, candidate.rows, fold.score, f"{fold.seconds:.1f} s", flush=True)
    folder.close()


def replay(place: Path, seconds: float, slower: float, sample: int | None) -> tuple[float, int]:
    """Return the held-out loss that a search ends with, and how many fits it did."""
    plan, _, y = joblib.load(place / "table.joblib")
    recorded = read_history(place)
    for trial in list(recorded):
        folds = tuple(replace(f, seconds=f.seconds * slower) for f in trial.folds)
        recorded.trials[trial.candidate] = replace(trial, folds=folds)
    clock, history = Clock(seconds - STARTUP), History(recorded.metric, recorded.n_splits)
    history.start(BASELINE, "baseline")
    history.add(BASELINE, recorded.trials[BASELINE].folds[0])
    weigher = Weigher(plan, RunFolder.attach(str(place), ""))
    race = Race(
        _book(plan, recorded, sample),
        Recorded(recorded),
        Pace(plan.specs, plan.task),
        seconds - STARTUP,
        2,
        weigher.shallow,
        sample,
    )
    race._weights = weigher.shallow  # asked anew each time: its cost is not on this clock
    _run(race, clock, history, recorded, 2)
    prediction = _blend(weigher.weights(history), history, place)
    return loss(plan.task.type, y, prediction), sum(1 for t in history if t.done) - 1


def _book(plan: Any, recorded: History, sample: int | None) -> list[Candidate]:
    """Return the opening, of what was recorded on both."""
    task = replace(plan.task, n_rows=sample or plan.task.n_rows)
    book = opening(plan.specs.values(), task)
    known = {t.candidate for t in recorded if t.done}
    return [c.on(sample) for c in book if c in known]


if __name__ == "__main__":
    main()
