"""Members of an ensemble that predict many rows side by side, one on each core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from joblib import effective_n_jobs
from threadpoolctl import threadpool_limits

__all__ = ["MANY", "side_by_side"]

MANY = 1_000  # rows from which threads are worth starting


def side_by_side(members: Sequence[Callable[[Any], Any]], rows: Any) -> list[Any]:
    """Return what each member says of the rows, in the order of the members.

    Many rows are predicted by as many members at once as there are cores. Each keeps to one
    thread of its own then: the libraries' threads would wait for each other.

    Parameters
    ----------
    members : sequence of callable
        Each takes `rows` and returns an array.
    rows : object with a length

    Examples
    --------
    >>> side_by_side([min, max], [3, 1, 2])
    [1, 3]
    """
    n_threads = min(len(members), effective_n_jobs(-1))
    if n_threads == 1 or len(rows) < MANY:
        return [member(rows) for member in members]
    with (
        threadpool_limits(1),  # of this process, put back at the end
        ThreadPoolExecutor(n_threads, initializer=threadpool_limits, initargs=(1,)) as pool,
    ):
        return list(pool.map(lambda member: member(rows), members))
