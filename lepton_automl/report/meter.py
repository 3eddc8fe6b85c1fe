"""What a fit costs: time, processor time, and energy where the machine measures it."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

__all__ = ["WATTS", "Meter", "Usage"]

WATTS = 12.0  # of a busy core with its share of memory: assumed where nothing measures
POWERCAP = Path("/sys/class/powercap")
FASTEST = 400.0  # watts: a counter may not have gone round more than once


@dataclass(frozen=True)
class Usage:
    """What was used between two moments.

    Attributes
    ----------
    seconds : float
        Wall-clock time.
    cpu_seconds : float
        Processor time of this process and the processes that it started on this machine.
    joules : float or None
        What the processors' own counters say (RAPL), for all that ran on this machine; None
        where they cannot be read.
    """

    seconds: float
    cpu_seconds: float
    joules: float | None = None

    @property
    def watt_hours(self) -> float:
        """The energy: measured, or else processor time at an assumed power."""
        joules = self.cpu_seconds * WATTS if self.joules is None else self.joules
        return joules / 3600

    @property
    def measured(self) -> bool:
        """Whether the energy was measured."""
        return self.joules is not None


class Meter:
    """Runs from when it is made until `stop`.

    Examples
    --------
    >>> usage = Meter().stop()
    >>> usage.seconds < 60 and usage.watt_hours >= 0
    True
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._cpu = _cpu_seconds()
        self._counters = _counters()

    def stop(self) -> Usage:
        """Return what was used so far."""
        seconds = time.monotonic() - self._started
        joules = _joules(self._counters, _counters(), seconds)
        return Usage(seconds, max(0.0, _cpu_seconds() - self._cpu), joules)


def _cpu_seconds() -> float:
    """Return the processor time of this process, and of those it started: ended or not."""
    total = 0.0
    own = psutil.Process()
    with contextlib.suppress(psutil.Error):
        for process in (own, *own.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += _sum(process.cpu_times())
    return total


def _sum(times: Any) -> float:
    names = ("user", "system", "children_user", "children_system")
    return float(sum(getattr(times, name, 0.0) for name in names))


def _counters() -> dict[str, tuple[float, float]]:
    """Return each processor's energy counter and its range, in joules; none if unreadable."""
    found = {}
    for folder in sorted(POWERCAP.glob("intel-rapl:*")):
        if folder.name.count(":") == 1:
            try:
                now, most = (
                    int((folder / name).read_text()) / 1e6
                    for name in ("energy_uj", "max_energy_range_uj")
                )
            except (OSError, ValueError):
                return {}
            found[folder.name] = (now, most)
    return found


def _joules(
    before: dict[str, tuple[float, float]],
    after: dict[str, tuple[float, float]],
    seconds: float,
) -> float | None:
    if not before or before.keys() != after.keys():
        return None
    total = 0.0
    for name, (start, most) in before.items():
        if seconds * FASTEST > most:
            return None  # it may have gone round more than once
        total += (after[name][0] - start) % most
    return total
