"""One run: the table is split, the system's worker does its work, and is judged."""

from __future__ import annotations

import datetime
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from systems import environments, split
from systems.catalogue import SYSTEMS, System
from systems.results import Result
from systems.score import loss
from systems.watch import Seen, busy, environment, watch, work_seconds

__all__ = ["CORES", "QUIET", "measure", "quiet", "version_of", "work"]

BENCHMARKS = Path(__file__).parents[1]
CORES = 2
QUIET = 0.2  # cores that others may keep busy
PATIENCE = 600.0  # seconds to wait for the machine to become quiet


def quiet(warn: bool) -> float:
    """Return how many cores others keep busy; wait for quiet, and end if it does not come."""
    start = time.monotonic()
    while (load := busy()) > QUIET:
        if warn:
            print(f"others keep {load:.1f} cores busy: times are void", flush=True)
            break
        if time.monotonic() - start > PATIENCE:
            raise SystemExit(f"others keep {load:.1f} cores busy; go on when it is quiet")
    return load


def measure(
    system: str, table: str, seed: int, budget: float, home: Path, load: float
) -> Result:
    """Run a system on a real table, in a process and an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="b-", ignore_cleanup_errors=True) as made:
        job, y = split.prepare(table, seed, Path(made))
        job |= {"seed": seed, "budget": budget}
        return work(system, SYSTEMS[system], job, y, Path(made), home, load)


def work(
    system: str,
    what: System,
    job: dict[str, Any],
    y: np.ndarray,
    folder: Path,
    home: Path,
    load: float,
) -> Result:
    """Give a worker its job, whose rows are in a folder, and return what came of it."""
    job = {**job, "adapter": what.adapter, "options": what.options, "cores": CORES}
    (folder / "job.json").write_text(json.dumps(job))
    log = home / "logs" / f"{system}-{job['table']}-{job['seed']}-{job['budget']:g}.log"
    log.parent.mkdir(exist_ok=True)
    command = [str(environments.python(what.environment, home)), "-m", "systems.worker"]
    known = environment(folder, BENCHMARKS)
    took = work_seconds()
    seen = watch([*command, str(folder)], folder, job["budget"], log, known)
    return Result(
        system,
        version_of(what.environment, home),
        **{k: job[k] for k in ("table", "seed", "budget", "task", "rows", "columns")},
        **judge(seen, folder, job["task"], y, log),
        load_before=round(load, 3),
        work_seconds=round(took, 3),
        when=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def version_of(name: str, home: Path) -> str:
    """Return the version of what an environment is for."""
    record = environments.describe(name, home)
    if record is None:
        raise SystemExit(f"there is no environment {name}; make it: tabular.py setup {name}")
    return str(record["version"])


def judge(seen: Seen, folder: Path, task: str, y: np.ndarray, log: Path) -> dict[str, Any]:
    """Return what a run amounts to, from what was seen and what it predicted."""
    said = seen.said
    reason = seen.ended or (complaint(log, seen.code) if seen.code else "")
    values: dict[str, Any] = {
        "fit_seconds": said.get("fit_seconds"),
        "peak_mb": round(seen.peak / 1e6),
        "wall_seconds": round(seen.seconds, 1),
        "load_during": round(seen.load, 3),
    }
    for key in ("rows_per_second", "latency_ms", "size_mb"):
        values[key] = said.get(key)
    if not said.get("predicted"):
        return {**values, "failure": reason or "it said nothing"}
    try:
        values["loss"] = loss(task, y, np.load(folder / "prediction.npy"))
    except ValueError as error:
        return {**values, "failure": str(error)}
    return {**values, "note": reason}


def complaint(log: Path, code: int) -> str:
    """Return the last line that looks like an error, or the last line at all."""
    lines = [x.strip() for x in log.read_text(errors="replace").splitlines() if x.strip()]
    errors = [x for x in lines if "Error" in x.split(":")[0] or "Exception" in x.split(":")[0]]
    return ([*lines[-1:], *errors[-1:]] or [f"exit code {code}"])[-1][:300]
