"""How much may be spent, and how much is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from math import inf, isinf

__all__ = ["ASSEMBLY", "TICK", "Budget", "Clock", "allowed"]

TICK = 0.25  # seconds between looks at a clock
ASSEMBLY = 0.25  # seconds kept to put the model together, besides what loading it takes


@dataclass(frozen=True)
class Budget:
    """The seconds and the trials that a search may use; None means no limit."""

    seconds: float | None = None
    trials: int | None = None


@dataclass(frozen=True)
class Clock:
    """A budget whose time runs from the moment the clock is made.

    Examples
    --------
    >>> clock = Clock(Budget(seconds=60))
    >>> 59 < clock.left() <= 60
    True
    """

    budget: Budget
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Return the seconds since the clock was started."""
        return time.monotonic() - self.started

    def left(self) -> float:
        """Return the seconds that remain, never below zero; infinite without a limit."""
        if self.budget.seconds is None:
            return inf
        return max(0.0, self.budget.seconds - self.elapsed())


def allowed(left: float) -> float | None:
    """Return the seconds that are left as workers take them: never none, None for no limit.

    Examples
    --------
    >>> allowed(2.0), allowed(-1.0), allowed(inf)
    (2.0, 0.01, None)
    """
    return None if isinf(left) else max(left, 0.01)
