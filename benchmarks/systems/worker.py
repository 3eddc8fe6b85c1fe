"""Runs inside a system's environment: fits one table, predicts, measures, and writes it down.

    python -m systems.worker FOLDER

The folder holds ``job.json`` and the rows (see `split.prepare`). What is known is written to
``said.json`` after each step, so that a worker that is ended has said what it had reached.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

BATCH = 10_000  # rows predicted at once, those held out repeated
SINGLES = 30  # rows predicted one by one


def main(folder: Path) -> None:
    """Do the job in the folder."""
    job = json.loads((folder / "job.json").read_text())
    said: dict[str, Any] = {}

    def say(**values: Any) -> None:
        said.update(values)
        part = folder / "said.part"
        part.write_text(json.dumps(said))
        part.replace(folder / "said.json")

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: job["cores"]])
    from systems import frames

    system = importlib.import_module(f"systems.{job['adapter']}")
    X, y, X_test = frames.read(job, folder)
    say(step="fit", clock=time.time())
    start = time.perf_counter()
    model = system.fit(X, y, {**job, "folder": str(folder)})
    say(step="predict", clock=time.time(), fit_seconds=time.perf_counter() - start)
    prediction = predict(model, X_test, job)
    np.save(folder / "prediction.npy", prediction)
    say(step="measure", clock=time.time(), predicted=True)
    say(size_mb=model.save(folder / "saved") / 1e6)
    say(**speed(model, X_test))
    say(step="done")


def predict(model: Any, X: Any, job: dict[str, Any]) -> np.ndarray:
    """Return values, or probabilities with a column for each class of the table."""
    if job["task"] == "regression":
        return np.asarray(model.predict(X), dtype=float).ravel()
    found = np.asarray(model.predict(X), dtype=float)
    every = np.zeros((len(found), len(job["classes"])))
    every[:, [int(c) for c in model.classes]] = found
    return every


def speed(model: Any, X: Any) -> dict[str, float]:
    """Return the rows per second of a large batch, and the milliseconds of a single row."""
    if hasattr(model, "ready"):
        model.ready()  # what a service would do once, before the first request
    many = X.iloc[np.resize(np.arange(len(X)), BATCH)].reset_index(drop=True)
    model.predict(many.iloc[:100])
    start = time.perf_counter()
    model.predict(many)
    seconds = time.perf_counter() - start
    singles = [many.iloc[i : i + 1].reset_index(drop=True) for i in range(SINGLES)]
    model.predict(singles[0])
    took = []
    for row in singles:
        start = time.perf_counter()
        model.predict(row)
        took.append(time.perf_counter() - start)
    return {
        "rows_per_second": BATCH / seconds,
        "latency_ms": 1000 * statistics.median(took),
    }


def on_disk(path: Path) -> int:
    """Return the bytes of a file or of all files in a folder."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(p.stat().st_size for p in files if p.is_file())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
