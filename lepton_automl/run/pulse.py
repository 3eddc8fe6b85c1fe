"""Who is alive, without comparing the clocks of two machines.

Whoever is alive raises a number, and whoever watches sees by its own clock for how long that
number has stood still.
"""

from __future__ import annotations

import time

__all__ = ["Pulse"]


class Pulse:
    """How long numbers have stood still, by this process's own clock."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}

    def still(self, name: str, beats: int) -> float:
        """Return for how many seconds a number has been the same."""
        known, since = self._seen.get(name, (None, 0.0))
        if beats != known:
            since = time.monotonic()
            self._seen[name] = (beats, since)
        return time.monotonic() - since
