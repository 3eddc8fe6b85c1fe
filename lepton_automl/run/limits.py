"""Limits around one fit: memory, threads, warnings, and the global random state."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import psutil
from threadpoolctl import threadpool_limits

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

__all__ = ["default_memory", "limited", "memory_limit"]

SHARE = 0.8  # of the free memory; the rest is for the parent and the file cache


def default_memory(n_workers: int) -> int:
    """Return the bytes that each of some workers may take."""
    return int(psutil.virtual_memory().available * SHARE / n_workers)


@contextmanager
def limited(n_threads: int, seed: int) -> Iterator[None]:
    """Hold a fit to its threads, silence its warnings, and leave no trace in random states."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        with (
            threadpool_limits(n_threads),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)


@contextmanager
def memory_limit(n_bytes: int | None) -> Iterator[None]:
    """Let this process take only so much more memory; beyond it Python raises MemoryError.

    The limit is on private data (``RLIMIT_DATA``), which mapped files and the libraries' own
    address space do not count towards. Without effect where the system has no such limit.
    """
    if n_bytes is None or resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = getattr(psutil.Process().memory_info(), "data", 0)
    wanted = used + n_bytes
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
