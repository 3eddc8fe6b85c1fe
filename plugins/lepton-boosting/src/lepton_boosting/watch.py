"""When a boosting stops: its rounds are done, nothing improves, or time or memory run out."""

from __future__ import annotations

import time
from collections import deque
from itertools import pairwise

import numpy as np
import psutil

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

__all__ = ["GAIN", "Watch", "free_memory"]

SHARE = 0.95  # of the seconds allowed; the rest is for putting the model away
LOOK = 0.25  # seconds between looks at the memory
LEAST_FREE = 2**28  # bytes
GAIN = 0.005  # of the loss: waiting for less than that takes time and changes nothing
GAIN_AT_LEAST = 3e-5  # of the first loss: a loss that falls towards 0 may do so for ever


class Watch:
    """Asked after each round whether it was the last one worth doing.

    Parameters
    ----------
    rounds : int
        The most there may be.
    patience : int
        How many rounds may follow the last one that was worth it.
    max_seconds : float or None
        Time allowed since `started`.
    started : float
        As ``time.monotonic()`` tells it.
    gain : float
        The share of the loss by which it has to fall, or else it is not worth waiting for.

    Attributes
    ----------
    best : int
        The rounds to keep: those up to the lowest loss, or all if no loss was told.

    Examples
    --------
    >>> watch = Watch(rounds=100, patience=2, max_seconds=None, started=0.0)
    >>> [watch.enough(done, loss) for done, loss in enumerate([0.3, 0.2, 0.4, 0.5], start=1)]
    [False, False, False, True]
    >>> watch.best
    2
    """

    def __init__(
        self,
        rounds: int,
        patience: int,
        max_seconds: float | None,
        started: float,
        gain: float = GAIN,
    ) -> None:
        self.best = 0
        self.rounds = rounds
        self._patience, self._gain = patience, gain
        self._end = np.inf if max_seconds is None else started + SHARE * max_seconds
        self._lowest = np.inf
        self._first: float | None = None
        self._below, self._marked = np.inf, 0
        self._turns: deque[float] = deque(maxlen=8)
        self._looked = -np.inf
        self._own = psutil.Process()
        self._own_at_first = self._own.memory_info().rss

    def begin(self) -> None:
        """Note that the first round begins; where it is not known, the second is measured."""
        self._turns.append(time.monotonic())

    def enough(self, done: int, loss: float | None = None) -> bool:
        """Return whether to stop after so many rounds, the last of which has this loss."""
        self._turns.append(time.monotonic())
        bored = self._bored(done, loss)
        return done >= self.rounds or bored or self._late() or self._full()

    def _bored(self, done: int, loss: float | None) -> bool:
        """Note the loss, and tell whether it has not fallen enough for too long."""
        if loss is None:
            self.best = done
            return False
        if self._first is None:
            self._first, self.best = loss, done
        if loss < self._lowest:
            self._lowest, self.best = loss, done
        if loss < self._below:
            self._below = loss - self._gain * loss - GAIN_AT_LEAST * self._first
            self._marked = done
        return done - self._marked >= self._patience

    def _late(self) -> bool:
        """Tell whether another round, as long as the longest of late, would end too late."""
        longest = max((b - a for a, b in pairwise(self._turns)), default=0.0)
        return self._turns[-1] + longest > self._end

    def _full(self) -> bool:
        """Tell whether little memory is left, or less than writing the model may take."""
        if self._turns[-1] - self._looked < LOOK:
            return False
        self._looked = self._turns[-1]
        grown = self._own.memory_info().rss - self._own_at_first
        return free_memory() < max(LEAST_FREE, grown)


def free_memory() -> int:
    """Return the bytes that this process may still take.

    Examples
    --------
    >>> free_memory() > 0
    True
    """
    free = int(psutil.virtual_memory().available)
    if resource is not None:
        limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
        if limit != resource.RLIM_INFINITY:
            used = getattr(psutil.Process().memory_info(), "data", 0)
            free = min(free, limit - used)
    return max(0, free)
