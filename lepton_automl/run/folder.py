"""The run folder: everything that a killed run needs to go on.

::

    run.json            what is learned, by which metric, seed and splits: a run's identity
    plan.pkl data.joblib  what workers read
    spaces.json         what may vary, for those who watch
    trials.jsonl        candidates in the order they were taken up, a line each
    folds/<candidate>/<fold>.json .npy .pkl
                        the score, predictions of the test rows, and the fitted pipeline

A fold is finished when its ``.json`` is there: it is written last, and whole. So whatever
moment a process is killed at, the folder never holds half a fold.
"""

from __future__ import annotations

import errno
import io
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import cloudpickle
import joblib
import numpy as np
import psutil

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run.plan import Job, Plan
from lepton_automl.run.spaces import spaces_to_json
from lepton_automl.trial import Fold, History, Reports, Trial

__all__ = ["RunFolder", "is_full", "owner", "read_history", "read_json", "write"]

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


class RunFolder:
    """A run's folder on disk.

    Parameters
    ----------
    path : path or None
        Where; None makes a temporary folder that `close` removes.

    Raises
    ------
    InputError
        If the folder holds something else, or another process is using it.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.temporary = path is None
        self.path = Path(tempfile.mkdtemp(prefix="lepton-") if path is None else path)
        self.path = self.path.absolute()
        self.stamp = secrets.token_hex(8)
        _refuse_foreign(self.path)
        try:
            (self.path / "folds").mkdir(parents=True, exist_ok=True)
            self._lock()
        except OSError as error:
            raise self.refusal(error) from error

    @classmethod
    def attach(cls, path: str, stamp: str) -> RunFolder:
        """Return the folder as a worker sees it: the parent holds the lock and cleans up."""
        folder = cls.__new__(cls)
        folder.path, folder.stamp, folder.temporary = Path(path), stamp, False
        return folder

    def close(self) -> None:
        """Give the folder free for other processes; remove it if it was temporary."""
        if self.temporary:
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            (self.path / "lock").unlink(missing_ok=True)

    def refusal(self, error: OSError) -> InputError:
        """Return what is said of a folder that cannot be written."""
        return InputError(
            f"run_dir={str(self.path)!r} cannot be written: {error.strerror or error}. "
            "Give another folder, or make room."
        )

    def identity(self) -> dict[str, Any]:
        """Return what ``run.json`` says, empty for a new folder."""
        return read_json(self.path / "run.json") or {}

    def identify(self, values: Mapping[str, Any]) -> None:
        """Write the run's identity, or refuse to go on with another run's folder."""
        values = json.loads(json.dumps(values))
        known = self.identity()
        for name in known.keys() & values.keys():
            if known[name] != values[name]:
                raise InputError(
                    f"run_dir={str(self.path)!r} holds a run with another {name}. Give the "
                    "same data and settings to go on with it, or another folder."
                )
        write(self.path / "run.json", json.dumps({**known, **values}, indent=1).encode())

    def write_plan(self, plan: Plan) -> None:
        """Write what workers read."""
        # Not written over: a worker of an earlier run may still look at the file.
        partial = self.path / f"data.joblib.{os.getpid()}.part"
        joblib.dump((plan.data, plan.splits), partial)
        partial.replace(self.path / "data.joblib")
        rest = {k: v for k, v in vars(plan).items() if k not in ("data", "splits")}
        write(self.path / "plan.pkl", cloudpickle.dumps(rest))
        write(self.path / "spaces.json", json.dumps(spaces_to_json(plan), indent=1).encode())

    def read_plan(self) -> Plan:
        """Return what `write_plan` wrote; the data are mapped, so that workers share them."""
        data, splits = joblib.load(self.path / "data.joblib", mmap_mode="c")
        if isinstance(data.X, np.memmap):
            data = replace(data, X=np.asarray(data.X))  # the same memory, as a plain array
        rest = cloudpickle.loads((self.path / "plan.pkl").read_bytes())
        return Plan(data=data, splits=splits, **rest)

    def history(self) -> History:
        """Return what has been done in this folder so far."""
        identity = self.identity()
        return _read_trials(self.path, identity["metric"], identity["n_splits"])

    def start(self, trial: Trial) -> None:
        """Note that a candidate was taken up."""
        line = json.dumps({**trial.to_json(), "folds": []}) + "\n"
        with (self.path / "trials.jsonl").open("a") as file:
            file.write(line)

    def job(
        self,
        candidate: Candidate,
        index: int,
        seconds: float | None = None,
        rivals: tuple[Reports, ...] = (),
    ) -> Job:
        """Return the job of a fold."""
        return Job(str(self.path), self.stamp, candidate, index, seconds, rivals)

    def finish(
        self, candidate: Candidate, fold: Fold, prediction: Any = None, model: Any = None
    ) -> Fold:
        """Write a fold: its predictions and model first, its record last; return the record."""
        place = self.path / "folds" / candidate.key
        place.mkdir(exist_ok=True)
        if model is not None:
            pickled = cloudpickle.dumps(model)
            write(place / f"{fold.index}.pkl", pickled)
            fold = replace(fold, size=len(pickled))
        if prediction is not None:
            written = io.BytesIO()
            np.save(written, prediction)
            write(place / f"{fold.index}.npy", written.getbuffer())
        write(place / f"{fold.index}.json", json.dumps(asdict(fold)).encode())
        return fold

    def fold(self, candidate: Candidate, index: int) -> Fold | None:
        """Return a fold's record, or None if it was not finished."""
        values = read_json(self.path / "folds" / candidate.key / f"{index}.json")
        return Fold(**values) if values else None

    def refit_params(self, candidate: Candidate, n_splits: int) -> dict[str, float]:
        """Return what the folds say of the parameters of a fit on all rows."""
        folds = (self.fold(candidate, index) for index in range(n_splits))
        return Trial(0, candidate, "", tuple(f for f in folds if f)).refit_params

    def prediction(self, candidate: Candidate, index: int) -> Any:
        """Return the predictions of a fold's test rows."""
        path = self.path / "folds" / candidate.key / f"{index}.npy"
        return np.load(path, allow_pickle=True)

    def model(self, candidate: Candidate, index: int) -> Any:
        """Return the pipeline that a fold fitted."""
        path = self.path / "folds" / candidate.key / f"{index}.pkl"
        return cloudpickle.loads(path.read_bytes())

    def _lock(self) -> None:
        pid = owner(self.path)
        if pid not in (None, os.getpid()):
            raise InputError(
                f"run_dir={str(self.path)!r} is in use by process {pid}. Wait for it, or give "
                "another folder."
            )
        mine = {"pid": os.getpid(), "started": psutil.Process().create_time()}
        write(self.path / "lock", json.dumps(mine).encode())


def owner(path: Path) -> int | None:
    """Return the process that a run goes on in, or None."""
    lock = read_json(path / "lock")
    return int(lock["pid"]) if lock and _alive(lock) else None


def read_history(path: str | os.PathLike[str]) -> History:
    """Return the history of a run folder, finished or not, without touching it.

    Raises
    ------
    InputError
        If the path is not a run folder.
    """
    identity = read_json(Path(path) / "run.json")
    if not identity or "metric" not in identity:
        raise InputError(f"{str(path)!r} is not a run folder: it has no run.json.")
    return _read_trials(Path(path), identity["metric"], identity["n_splits"])


def _read_trials(path: Path, metric: str, n_splits: int) -> History:
    history = History(metric, n_splits)
    journal = path / "trials.jsonl"
    for line in journal.read_text().splitlines() if journal.exists() else []:
        try:
            trial = Trial.from_json(json.loads(line))
        except ValueError:  # the last line, cut short when the process was killed
            continue
        history.start(trial.candidate, trial.origin)
        for record in sorted((path / "folds" / trial.candidate.key).glob("*.json")):
            if values := read_json(record):
                history.add(trial.candidate, Fold(**values))
    return history


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise InputError(f"run_dir={str(path)!r} is a file; give a folder.")
    if path.is_dir() and any(path.iterdir()) and not (path / "folds").is_dir():
        raise InputError(
            f"run_dir={str(path)!r} holds other files; give a new or empty folder, or one that "
            "an earlier run left."
        )


def _alive(lock: Mapping[str, Any]) -> bool:
    try:
        started = psutil.Process(lock["pid"]).create_time()
    except psutil.Error:
        return False
    return bool(abs(started - float(lock["started"])) < 2.0)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return what a file says; None if it is not there, or not whole."""
    try:
        values: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return values


def write(path: Path, content: bytes | memoryview) -> None:
    """Write a file that is never seen half-written."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)  # what little there is may be wanted
        raise


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that a disk takes no more."""
    return isinstance(error, OSError) and error.errno in FULL
