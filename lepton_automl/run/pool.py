"""Our own worker processes: started in the background, killed one by one or all at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pebble import ProcessPool

from lepton_automl.run.nursery import worker_context, worker_started

__all__ = ["KillablePool"]


class KillablePool:
    """A pool of processes that nobody has to wait for: not when it starts, nor when it stops.

    The first workers of a program are ready when their server has imported all they need,
    which takes seconds; a deadline may come before that.

    Parameters
    ----------
    count : int
        How many workers.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._stopped = False
        threading.Thread(target=self._start, daemon=True).start()

    def ready(self, timeout: float | None = None) -> bool:
        """Wait until the workers are there, but not longer; tell whether they are."""
        return self._ready.wait(timeout)

    def schedule(
        self, function: Callable[..., Any], *arguments: Any, seconds: float | None = None
    ) -> Future[Any]:
        """Have a worker call a function; it is killed after so many seconds."""
        self._ready.wait()
        assert self._pool is not None
        return self._pool.schedule(function, arguments, timeout=seconds)

    def stop(self) -> None:
        """Kill the workers, whatever they are doing, or as soon as they come up."""
        with self._lock:
            self._stopped = True
            if self._pool is not None:
                self._kill(self._pool)

    def _start(self) -> None:
        pool = ProcessPool(self._count, initializer=worker_started, context=worker_context())
        pool.schedule(os.getpid)  # this waits for the processes, which the constructor does not
        with self._lock:
            self._pool = pool
            if self._stopped:
                self._kill(pool)
        self._ready.set()

    def _kill(self, pool: ProcessPool) -> None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
