"""Asks a written model in a process of its own, which has nothing but the files.

``python -m lepton_automl.export.replay FOLDER`` reads what to load and ask from FOLDER, and
leaves the answers there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import joblib
import numpy as np
from threadpoolctl import threadpool_limits

from lepton_automl._lazy import resolve
from lepton_automl.errors import ExportError
from lepton_automl.export.probe import len_of, take
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.quick import CHECKS, Quick
from lepton_automl.task import Task

__all__ = ["EVERYTHING", "answers", "read", "replay"]

REQUEST, REPLY = "request.joblib", "reply.joblib"
BATCH = 1000
PATIENCE = 0.3  # seconds for each of the two figures
MOST_SECONDS = 900


class _Everything(Collection[str]):
    """Names of all types: what this process wrote a moment ago is trusted whatever it holds."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


EVERYTHING = _Everything()


def answers(model: Any, X: Any) -> dict[str, Any]:
    """Return what a model says of rows: labels or values, and probabilities if it has them."""
    with threadpool_limits(1):  # for a few rows, threads that wait for each other cost most
        found = {"predict": np.asarray(model.predict(X))}
        if hasattr(model, "predict_proba"):
            found["predict_proba"] = np.asarray(model.predict_proba(X))
    return found


def read(spec: ExporterSpec, folder: Path, task: Task, trusted: Collection[str] = ()) -> Any:
    """Return the model that an exporter wrote."""
    load = resolve(spec.load)
    if "trusted" in signature(load).parameters:
        return load(folder, task, trusted=trusted)
    return load(folder, task)


def replay(spec: ExporterSpec, folder: Path, task: Task, X: Any) -> dict[str, Any]:
    """Return what a written model says of rows, and how fast it is, in a fresh process.

    Raises
    ------
    ExportError
        If the process ends without an answer.
    """
    # What writes need not travel: it may be a function of a notebook.
    reader = ExporterSpec(spec.name, save="", load=spec.load)
    request = {"spec": reader, "folder": folder, "task": task, "X": X}
    with TemporaryDirectory(prefix="lepton-replay-") as place:
        joblib.dump(request, Path(place) / REQUEST)
        ended = _run(place)
        reply = Path(place) / REPLY
        if ended.returncode == 0 and reply.exists():
            return dict(joblib.load(reply))
    why = (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]
    raise ExportError(
        f"The model in format {spec.name!r} was written, but a new process could not load it "
        f"and predict: {why}"
    )


def _run(place: str) -> Any:
    command = [sys.executable, "-m", "lepton_automl.export.replay", place]
    environment = {**os.environ, "PYTHONPATH": _path(), "PYTHONWARNINGS": "ignore"}
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            check=False,
            timeout=MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        why = f"no answer within {MOST_SECONDS} seconds"
        return subprocess.CompletedProcess(command, 1, "", why)


def _path() -> str:
    """Return where modules are found here, so that they are found there."""
    return os.pathsep.join(str(Path(p or ".").resolve()) for p in sys.path)


def _figures(model: Any, X: Any) -> dict[str, float]:
    quick = Quick(model)  # as what `load` returns goes
    ask = quick.predict_proba if hasattr(model, "predict_proba") else quick.predict
    many = take(X, np.resize(np.arange(len_of(X)), BATCH))
    with threadpool_limits(1):
        one = _seconds(ask, take(X, np.arange(1)))
        all_of_them = _seconds(ask, many)
    return {"latency_ms": round(one * 1e3, 4), "rows_per_second": round(BATCH / all_of_them)}


def _seconds(ask: Callable[[Any], Any], X: Any) -> float:
    """Return the median duration of up to thirty calls, not counting the first if it can."""
    seconds: list[float] = []
    while len(seconds) < 30 + CHECKS and sum(seconds) < PATIENCE:
        started = time.perf_counter()
        ask(X)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds[CHECKS:] or seconds))


def _main(place: Path) -> None:
    request = joblib.load(place / REQUEST)
    model = read(request["spec"], request["folder"], request["task"], EVERYTHING)
    reply = {"answers": answers(model, request["X"]), **_figures(model, request["X"])}
    joblib.dump(reply, place / REPLY)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
