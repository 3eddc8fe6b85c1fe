"""Work done in batches that halve themselves where the memory does not suffice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lepton_keras.networks.rows import Rows

__all__ = ["in_batches", "out_of_memory"]

WORDS = (
    "resource_exhausted",
    "resourceexhausted",
    "out of memory",
    "oom when allocating",
    "failed to allocate",
)
Found = TypeVar("Found")


def out_of_memory(error: BaseException) -> bool:
    """Tell whether a backend failed for want of memory.

    Examples
    --------
    >>> out_of_memory(MemoryError()), out_of_memory(ValueError("bad shape"))
    (True, False)
    """
    text = f"{type(error).__name__} {error}".lower()
    return isinstance(error, MemoryError) or any(words in text for words in WORDS)


def in_batches(
    rows: Rows, size: int, work: Callable[[Rows, int], Found]
) -> tuple[list[Found], int]:
    """Do something with all rows, in their order; return what came of it, and the last size.

    Parameters
    ----------
    rows : Rows
    size : int
        Rows in a batch; halved, for the rows that are left, each time the memory fails.
    work : callable
        Given a batch and the size of those that are whole.
    """
    found: list[Found] = []
    start = 0
    while start < len(rows):
        try:
            found.append(work(rows.take(slice(start, start + size)), size))
        except Exception as error:
            if not out_of_memory(error) or size <= 1:
                raise
            size //= 2
        else:
            start += size
    return found, size
