"""Who does the work: our own killable processes, or any ``concurrent.futures.Executor``."""

from __future__ import annotations

import signal
from concurrent.futures import Executor, Future
from contextlib import suppress
from numbers import Integral
from typing import Any

import joblib
from pebble import ProcessExpired

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError
from lepton_automl.run import work
from lepton_automl.run.nursery import start_server
from lepton_automl.run.plan import Job
from lepton_automl.run.pool import KillablePool
from lepton_automl.trial import Fold

__all__ = ["Workers", "count_workers", "require_shared", "why"]

MANY_CELLS = 20_000_000  # from here on a copy of the data for each worker weighs too much


def count_workers(n_jobs: int | None) -> int:
    """Return how many workers `n_jobs` asks for; None and -1 mean one for each core.

    Raises
    ------
    InputError
        If it is zero or not a whole number.
    """
    if n_jobs is None:
        return int(joblib.cpu_count())
    if isinstance(n_jobs, bool) or not isinstance(n_jobs, Integral) or n_jobs == 0:
        raise InputError(f"n_jobs={n_jobs!r} must be a whole number other than 0, or None.")
    asked = int(n_jobs)
    return asked if asked > 0 else max(1, int(joblib.cpu_count()) + 1 + asked)


class Workers:
    """Does jobs on some workers, side by side.

    Parameters
    ----------
    n_jobs : int or None
        How many; None for one a core.
    executor : Executor, "inline" or None
        None: own processes, which can be killed one by one. An executor of somebody else's
        (a Dask client's, mpi4py's) is used as it is and left open; its workers must see the
        run folder. ``"inline"``: this very process, one job at a time, for debugging.
    storage : str or None
        The URL of a database through which `lepton worker` processes take up the work.
    run_dir : path or None
        Where the run is kept; workers elsewhere must see it.

    Attributes
    ----------
    count : int
        How many jobs run side by side.
    killable : bool
        Whether a job past its time is ended.
    """

    def __init__(
        self,
        n_jobs: int | None = None,
        executor: Any = None,
        storage: str | None = None,
        run_dir: Any = None,
    ) -> None:
        self._executor = executor
        self._shared = storage is not None
        self._pool: KillablePool | None = None
        self._count: int | None = count_workers(n_jobs)
        self._one_at_once = False
        if storage is not None:
            self._executor = _shared(storage, executor, run_dir)
            self._count = None if n_jobs is None else self._count
        elif executor is None:
            start_server()
        elif executor == "inline":
            self._executor, self._count = _Inline(), 1
        elif not hasattr(executor, "submit"):
            raise InputError(
                f"executor={executor!r} has no method submit: give a "
                "concurrent.futures.Executor, 'inline' or None."
            )
        elif n_jobs is None:
            self._count = int(getattr(executor, "_max_workers", None) or self._count)

    @property
    def count(self) -> int:
        """How many jobs run side by side: as many as workers have come, where these may."""
        return int(self._executor.count) if self._count is None else self._count

    @count.setter
    def count(self, value: int) -> None:
        self._count = value

    @property
    def at_once(self) -> int:
        """How many fits on all rows run side by side: one, where it has all threads."""
        return 1 if self._one_at_once else self.count

    def threads(self, n_cells: int, by_trials: bool) -> int:
        """Return the threads for each fit: one; on large data all, for one fit at a time.

        Parameters
        ----------
        n_cells : int
            Rows times columns.
        by_trials : bool
            Whether results must not depend on `n_jobs`; then it is always one.
        """
        if by_trials or not self.killable or n_cells < MANY_CELLS:
            return 1
        self._one_at_once = True
        return self.count

    @property
    def killable(self) -> bool:
        """Whether a job past its time is ended."""
        return self._executor is None

    def submit(self, job: Job, seconds: float | None = None) -> Future[Fold]:
        """Hand over a job, with the seconds after which its worker is killed."""
        if self._executor is not None:
            future: Future[Fold] = self._executor.submit(work.do_fold, job, False)
            return future
        return self._own_pool().schedule(work.do_fold, job, seconds=seconds)

    def ready(self, timeout: float) -> bool:
        """Wait until jobs can be handed over, but not longer; tell whether they can."""
        return self._executor is not None or self._own_pool().ready(timeout)

    def stop(self) -> None:
        """Kill our own workers, whatever they are doing; leave other executors alone."""
        if self._pool is not None:
            self._pool.stop()
            self._pool = None
        elif isinstance(self._executor, _Inline):
            work.forget_plan()
        elif self._shared:
            self._executor.cancel()

    def close(self) -> None:
        """Stop, for good: workers that share the run go home."""
        self.stop()
        if self._shared:
            self._executor.shutdown()

    def _own_pool(self) -> KillablePool:
        if self._pool is None:
            self._pool = KillablePool(self.count)
        return self._pool


def require_shared() -> None:
    """Refuse to go on without the packages that workers on other machines need.

    Raises
    ------
    InputError
        With the command that installs them.
    """
    if missing_packages(("sqlalchemy",)):
        raise InputError("storage= needs sqlalchemy: pip install 'lepton-automl[workers]'.")


def _shared(storage: str, executor: Any, run_dir: Any) -> Any:
    """Return the executor of a search that workers on other machines share."""
    if executor is not None:
        raise InputError("executor and storage were both given. Say one way to do the work.")
    if run_dir is None:
        raise InputError(
            f"storage={storage!r} needs run_dir=, a folder that the workers see too."
        )
    require_shared()
    from lepton_automl.run.shared import SharedExecutor  # loads the database's side

    return SharedExecutor(storage)


def why(error: BaseException) -> str:
    """Return in a sentence why a job has no result.

    Examples
    --------
    >>> why(TimeoutError("Task timeout", 4.0))
    'took longer than the 4 s that one fold may take'
    """
    if isinstance(error, TimeoutError):
        limit = f"the {error.args[1]:.3g} s that " if len(error.args) > 1 else ""
        return f"took longer than {limit}one fold may take"
    if isinstance(error, ProcessExpired):
        return f"its process died{_signal_name(error.exitcode)}"
    return f"its worker failed: {type(error).__name__}: {error}".strip(": ")


def _signal_name(code: int | None) -> str:
    if code is None or code >= 0:
        return f" with exit code {code}"
    with suppress(ValueError):
        return f" of {signal.Signals(-code).name}"
    return f" of signal {-code}"


class _Inline(Executor):
    """Does a job at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
