"""A run as seen from outside: its memory, its time, and what else the machine is doing."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from deadline import family

__all__ = ["Seen", "busy", "watch", "work_seconds"]

EVERY = 0.5  # seconds between looks
START = 300.0  # seconds that imports and reading may take
LIMITS = "it took more than {:.0f} s to {}"


@dataclass
class Seen:
    """What was seen of a run."""

    said: dict[str, Any] = field(default_factory=dict)
    peak: float = 0.0
    seconds: float = 0.0
    load: float = 0.0
    ended: str = ""
    code: int = 0


def busy(seconds: float = 5.0) -> float:
    """Return how many cores all processes but this one keep busy, over some seconds."""
    start, machine, own = time.monotonic(), _machine_seconds(), time.process_time()
    time.sleep(seconds)
    used = _machine_seconds() - machine - (time.process_time() - own)
    return max(0.0, used / (time.monotonic() - start))


def work_seconds() -> float:
    """Return how long one core takes for a fixed piece of work, half a second or so.

    It is what boosting does most: to sort, and to add up in histograms what lies far apart in
    memory. Who shares the caches of a virtual machine's host is seen here, and nowhere else.
    """
    random = np.random.default_rng(0)
    values = random.random(1_000_000)
    bins = random.integers(0, 255, len(values))
    order = random.permutation(len(values))
    start = time.perf_counter()
    for _ in range(10):
        np.bincount(bins[order], values[order])
        np.sort(values[order])
    return time.perf_counter() - start


def watch(
    command: list[str], folder: Path, budget: float, log: Path, environment: dict[str, str]
) -> Seen:
    """Run a worker to its end, or end it when it is too late, with all that it started.

    A step, be it the fit or what comes after it, may take three budgets and a minute.
    """
    seen, everyone = Seen(), {}
    machine, own, mine = _machine_seconds(), time.process_time(), _children_seconds()
    start = time.monotonic()
    with log.open("wb") as file:
        child = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env=environment)
        while child.poll() is None:
            for process in {*everyone, *family(child.pid)}:
                everyone[process] = max(everyone.get(process, 0.0), _seconds(process))
            seen.peak = max(seen.peak, sum(map(_memory, everyone)))
            seen.said = said(folder)
            if not seen.ended and (late := too_late(seen.said, start, 3 * budget + 60)):
                seen.ended = late
                _end(everyone)
            time.sleep(EVERY)
    _end(everyone)
    seen.seconds, seen.code = time.monotonic() - start, child.returncode
    theirs = max(_children_seconds() - mine, sum(everyone.values()))
    theirs += time.process_time() - own
    seen.load = max(0.0, (_machine_seconds() - machine - theirs) / seen.seconds)
    seen.said = said(folder)
    return seen


def said(folder: Path) -> dict[str, Any]:
    """Return what a worker has written down so far."""
    path = folder / "said.json"
    return json.loads(path.read_text()) if path.exists() else {}


def too_late(said: dict[str, Any], start: float, limit: float) -> str:
    """Return why a worker must be ended, or an empty string."""
    if "clock" not in said:
        late = time.monotonic() - start > START
        return LIMITS.format(START, "start") if late else ""
    if said["step"] != "fit":
        limit = max(limit, START)
    late = time.time() - said["clock"] > limit
    return LIMITS.format(limit, said["step"]) if late else ""


def _end(processes: dict[psutil.Process, float]) -> None:
    """End processes, also those that their parents left behind."""
    for process in processes:
        try:
            process.kill()
        except psutil.Error:
            continue  # gone: psutil never takes a new process of the same number for it


def _memory(process: psutil.Process) -> float:
    try:
        info = process.memory_full_info()
        return float(getattr(info, "pss", info.rss))
    except psutil.Error:
        return 0.0


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _machine_seconds() -> float:
    """Return the seconds that all cores have worked since the machine started."""
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return float(sum(times) - idle - guest)


def _children_seconds() -> float:
    """Return the seconds of the processor that ended children and theirs have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment(work: Path, path: Path) -> dict[str, str]:
    """Return the variables that a worker sees: no plugin switches, its own temporary folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LEPTON_", "COVERAGE_"))}
    return {
        **kept,
        "PYTHONPATH": str(path),
        "TMPDIR": str(work),
        "MPLBACKEND": "agg",
        "PYTHONUNBUFFERED": "1",
    }
