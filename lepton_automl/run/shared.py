"""An executor whose workers are processes on any machine: `lepton worker`.

They and the search share a run folder and a database. A worker that falls silent has lost its
fold, which the search then lays out anew.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from lepton_automl.run.exchange import Exchange, check_storage
from lepton_automl.run.folder import write
from lepton_automl.run.plan import Job
from lepton_automl.run.pulse import Pulse
from lepton_automl.trial import Fold

__all__ = ["FILE", "SILENCE", "SharedExecutor", "WorkerLost"]

_log = logging.getLogger(__name__)

FILE = "storage.json"  # in the run folder: where its workers find the database
LOOK = 0.1  # seconds between looks into the database
SILENCE = 15.0  # seconds without a beat after which a worker is given up
PATIENCE = 5.0  # seconds that the database may take to hear that the run has ended
ALONE = 10.0  # seconds without any worker after which that is told


_Handed = tuple[Future[Fold], Job]


class WorkerLost(RuntimeError):
    """A worker fell silent while it had a fold."""


class SharedExecutor(Executor):
    """Hands folds to the workers that share the run folder.

    Parameters
    ----------
    storage : str
        The URL of the database.
    silence : float or None
        Seconds after which a worker that shows no life is given up; None for `SILENCE`.
    """

    def __init__(self, storage: str, silence: float | None = None) -> None:
        self._storage, self._silence = check_storage(storage), silence or SILENCE
        self._exchange: Exchange | None = None
        self._lock = threading.Lock()  # held for moments, never while the database is asked
        self._new: list[_Handed] = []
        self._laid_out: dict[int, _Handed] = {}
        self._withdrawn: list[int] = []
        self._pulse = Pulse()
        self._places = 0
        self._ended = threading.Event()
        self._file: Path | None = None
        self._thread: threading.Thread | None = None

    @property
    def count(self) -> int:
        """How many folds the workers that are alive do side by side; at least 1."""
        return max(1, self._places)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Lay out a job; `fn` is not asked, since workers know what to do with one."""
        job: Job = args[0]
        self._begin(job)
        future: Future[Fold] = Future()
        with self._lock:
            self._new.append((future, job))
        return future

    def cancel(self) -> None:
        """Take back all that is not done."""
        with self._lock:
            handed = [*self._new, *self._laid_out.values()]
            self._withdrawn += self._laid_out
            self._new, self._laid_out = [], {}
        for future, _ in handed:
            future.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the run; its workers go home."""
        self.cancel()
        self._ended.set()
        if self._file is not None:
            self._file.unlink(missing_ok=True)
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _begin(self, job: Job) -> None:
        if self._exchange is None:
            self._exchange = Exchange(self._storage, job.stamp)
            self._exchange.open()
            told = {"storage": self._storage, "run": job.stamp}
            self._file = Path(job.folder) / FILE
            write(self._file, json.dumps(told).encode())
            self._thread = threading.Thread(
                target=self._watch, args=(self._exchange,), daemon=True
            )
            self._thread.start()

    def _watch(self, exchange: Exchange) -> None:
        """Ask the database, in a thread: if it is slow or gone, the search is not held up."""
        begun, told, beaten = time.monotonic(), False, 0.0
        while not self._ended.wait(LOOK):
            try:
                self._lay_out(exchange)
                self._look(exchange)
                if time.monotonic() - beaten > 1.0:
                    exchange.beat()
                    beaten = time.monotonic()
            except SQLAlchemyError as error:  # it may come back
                _log.warning("The storage cannot be reached: %s", error)
                self._ended.wait(1.0)
            if not told and not self._places and time.monotonic() - begun > ALONE:
                told = True
                _log.warning("No worker has come. Start some: lepton worker RUN")
        with suppress(SQLAlchemyError):  # then workers see that nobody is alive
            exchange.end()
        exchange.close()

    def _lay_out(self, exchange: Exchange) -> None:
        """Lay out what is new, and take back what was cancelled."""
        while self._new:
            with self._lock:
                handed = self._new[0] if self._new else None
            if handed is None:
                break
            number = exchange.put(handed[1])
            with self._lock:
                if self._new and self._new[0] is handed:
                    self._laid_out[number] = self._new.pop(0)
                else:  # cancelled meanwhile
                    self._withdrawn.append(number)
        if withdrawn := list(self._withdrawn):
            exchange.withdraw(withdrawn)
            with self._lock:
                del self._withdrawn[: len(withdrawn)]

    def _look(self, exchange: Exchange) -> None:
        """Hear what became of folds, and which workers are alive."""
        taken = exchange.taken()  # first: whoever has taken a fold up has arrived before
        alive, lost = {}, set()
        for worker in exchange.workers():
            if self._pulse.still(worker.worker, worker.beats) < self._silence:
                alive[worker.worker] = worker.places
            else:
                lost.add(worker.worker)
        self._places = sum(alive.values())
        ended = exchange.ended(list(self._laid_out))
        gone = [id for id, worker in taken.items() if worker not in alive and id not in ended]
        exchange.withdraw(gone)
        for worker in lost:
            exchange.leave(worker)
        with self._lock:
            heard = [(self._laid_out.pop(i, None), fold) for i, fold in ended.items()]
            silent = [self._laid_out.pop(i, None) for i in gone]
        for handed, fold in heard:
            if handed is not None:
                _resolve(*handed, fold)
        for handed in silent:
            if handed is not None and handed[0].set_running_or_notify_cancel():
                handed[0].set_exception(WorkerLost("its worker fell silent"))


def _resolve(future: Future[Fold], job: Job, fold: Fold | None) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if fold is None:
        future.set_exception(TimeoutError("Task timeout", job.seconds))
    else:
        future.set_result(fold)
