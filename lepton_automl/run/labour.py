"""What `lepton worker` does: takes up folds of a search that goes on elsewhere."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from lepton_automl.errors import InputError
from lepton_automl.run import work
from lepton_automl.run.exchange import Claim, Exchange
from lepton_automl.run.folder import RunFolder, read_json
from lepton_automl.run.limits import default_memory
from lepton_automl.run.nursery import start_server
from lepton_automl.run.plan import Job
from lepton_automl.run.pool import KillablePool
from lepton_automl.run.pulse import Pulse
from lepton_automl.run.shared import FILE
from lepton_automl.run.workers import count_workers, why
from lepton_automl.trial import Fold

__all__ = ["labour"]

LOOK = 0.1  # seconds between looks for work
BEAT = 1.0  # seconds between signs of life
AGAIN = "The search was begun again."
SILENCE = 60.0  # seconds after which a search that shows no life is held to be dead


def labour(
    path: str | os.PathLike[str],
    n_jobs: int | None = 1,
    *,
    storage: str | None = None,
    wait_for: float | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> int:
    """Do folds of a search until it ends, and return how many.

    Parameters
    ----------
    path : path
        The run folder, where this machine sees it; it may come later than the worker.
    n_jobs : int or None
        How many folds are done side by side; None for one a core.
    storage : str or None
        The URL of the database; None for what the run folder says.
    wait_for : float or None
        Seconds to wait for the search to begin; None for ever.
    tell : callable
        Told in sentences what happens.

    Raises
    ------
    InputError
        If the search does not begin in time, or the database cannot be used.
    """
    count = count_workers(n_jobs)
    start_server()
    folder, done, reason = Path(path).absolute(), 0, AGAIN
    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, _interrupt) if in_main else None
    tell(f"Folds side by side: {count}. Ctrl-C ends it; what it has begun goes to others.")
    try:
        while reason == AGAIN:
            told = _found(folder, wait_for)
            exchange = Exchange(storage or told["storage"], told["run"])
            worker = _Worker(exchange, folder, count)
            try:
                reason = worker.run()
            finally:
                worker.close()
                done += worker.done
    except KeyboardInterrupt:
        reason = "Ended."
    finally:
        if in_main:
            signal.signal(signal.SIGTERM, before)
    tell(f"{reason} Folds done here: {done}.")
    return done


def do_here(job: Job, memory: int) -> Fold:
    """Do a fold within the memory that this machine has for it, whatever the search's has."""
    plan = work.plan_of(job.folder, job.stamp)
    return work.do_fold(job, True, replace(plan, memory=memory))


class _Worker:
    """The state of one worker: what it has under way."""

    def __init__(self, exchange: Exchange, folder: Path, count: int) -> None:
        self.done = 0
        self._exchange, self._folder, self._count = exchange, str(folder), count
        self._name = secrets.token_hex(8)
        self._memory = default_memory(count)
        self._pool = KillablePool(count)
        self._running: dict[Future[Fold], Claim] = {}
        self._finished: list[tuple[Claim, Fold | None]] = []
        self._beaten = -BEAT
        self._search = Pulse()
        self._arrive()

    def run(self) -> str:
        """Work until the search ends, and return why it is over."""
        reached = time.monotonic()
        while True:
            try:
                if reason := self._step():
                    return reason
                reached = time.monotonic()
            except SQLAlchemyError:  # it may come back
                if time.monotonic() - reached > SILENCE:
                    return "The storage cannot be reached any more."
                time.sleep(BEAT)

    def _step(self) -> str | None:
        """Look once for what there is to do; return why it is over, if it is."""
        if time.monotonic() - self._beaten >= BEAT:
            self._beaten = time.monotonic()
            if reason := self._over():
                return reason
            self._drop()
        while len(self._running) < self._count and self._take():
            pass
        done, _ = wait(self._running, LOOK, return_when=FIRST_COMPLETED)
        for future in done:
            claim = self._running.pop(future)
            self._finished.append((claim, _outcome(claim.job, future)))
        while self._finished:
            claim, fold = self._finished[0]
            self._exchange.report(self._name, claim.id, fold)
            self._finished.pop(0)
            self.done += 1
        if not self._running:
            time.sleep(LOOK)
        return None

    def _over(self) -> str | None:
        """Show life, and return why there is nothing left to do, if that is so."""
        if not self._exchange.pulse(self._name):  # it was given up, too early
            self._arrive()
        told = read_json(Path(self._folder) / FILE)
        if told is not None and told["run"] != self._exchange.run:
            return AGAIN
        beats = self._exchange.beats()
        if beats < 0:
            return "The search has ended."
        if self._search.still("search", beats) > SILENCE:
            return f"The search has shown no life for {SILENCE:.0f} s."
        return None

    def _arrive(self) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}"
        self._exchange.arrive(self._name, name, self._count)

    def close(self) -> None:
        """Kill what is under way, and give it back."""
        self._pool.stop()
        with suppress(Exception):  # the database may be what failed
            self._exchange.leave(self._name)
        self._exchange.close()

    def _take(self) -> bool:
        if not self._pool.ready(0):
            return False
        claim = self._exchange.claim(self._name, self._folder)
        if claim is None:
            return False
        job = claim.job
        future = self._pool.schedule(do_here, job, self._memory, seconds=job.seconds)
        self._running[future] = claim
        return True

    def _drop(self) -> None:
        """Kill folds that the search has taken back."""
        if not self._running:
            return
        mine = {id for id, worker in self._exchange.taken().items() if worker == self._name}
        for future, claim in list(self._running.items()):
            if claim.id not in mine and not future.done():
                future.cancel()
                del self._running[future]


def _outcome(job: Job, future: Future[Fold]) -> Fold | None:
    """Return what became of a fold; None if it ran out of time."""
    try:
        return future.result()
    except TimeoutError:
        return None  # whether that was the fold's fault the search knows
    except Exception as error:
        fold = Fold(job.index, error=why(error))
        return RunFolder.attach(job.folder, job.stamp).finish(job.candidate, fold)


def _found(path: Path, wait_for: float | None) -> dict[str, Any]:
    """Return what a run folder says of its database, once it does."""
    begun = time.monotonic()
    while True:
        told = read_json(path / FILE)
        if told is not None and (path / "lock").exists():
            return told
        if wait_for is not None and time.monotonic() - begun > wait_for:
            raise InputError(
                f"No search with storage= goes on in {str(path)!r}. Name its run_dir, or wait "
                "longer."
            )
        time.sleep(LOOK)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
