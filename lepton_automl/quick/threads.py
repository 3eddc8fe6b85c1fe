"""Members of an ensemble that predict many rows side by side, in parts, one on each core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from joblib import effective_n_jobs
from threadpoolctl import threadpool_limits

__all__ = ["MANY", "side_by_side"]

MANY = 1_000  # rows from which threads are worth starting
PART = 500  # rows of a part at least


def side_by_side(members: Sequence[Callable[[Any], Any]], rows: Any) -> list[Any]:
    """Return what each member says of the rows, in the order of the members.

    Many rows are cut into a part for each core, so that all are busy to the end, however few
    the members are and however long the slowest takes. Each part is predicted with one thread:
    the libraries' threads would wait for each other.

    Parameters
    ----------
    members : sequence of callable
        Each takes `rows`, or a part of them, and returns an array with an entry for each; from
        several threads at once.
    rows : object with a length, of which slices can be taken

    Examples
    --------
    >>> import numpy as np
    >>> side_by_side([np.sqrt, np.square], np.array([4.0, 1.0]))
    [array([2., 1.]), array([16.,  1.])]
    """
    n_rows, n_cores = len(rows), effective_n_jobs(-1)
    if n_cores == 1 or n_rows < MANY:
        return [member(rows) for member in members]
    n_parts = min(n_cores, n_rows // PART)
    parts = [rows[a:b] for a, b in pairwise(np.linspace(0, n_rows, n_parts + 1, dtype=int))]
    with (
        threadpool_limits(1),  # of this process, put back at the end
        ThreadPoolExecutor(n_cores, initializer=threadpool_limits, initargs=(1,)) as pool,
    ):
        said = [[pool.submit(member, part) for part in parts] for member in members]
        return [np.concatenate([part.result() for part in each]) for each in said]
