"""What results say together: ranks, wins, normalised losses, medians."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, median

from systems.results import Result

__all__ = ["Losses", "common", "losses", "medians", "normalised", "ranks", "wins"]

Losses = dict[tuple[str, int], dict[str, float]]  # by table and seed: of each system


def losses(results: Sequence[Result]) -> Losses:
    """Return the losses by table and seed; one that failed has an infinite one."""
    found: Losses = {}
    for r in results:
        found.setdefault((r.table, r.seed), {})[r.system] = (
            math.inf if r.loss is None else r.loss
        )
    return found


def common(found: Losses, systems: Sequence[str]) -> Losses:
    """Return what all of the systems were run on."""
    wanted = set(systems)
    return {
        key: {s: row[s] for s in systems} for key, row in found.items() if wanted <= row.keys()
    }


def ranks(found: Losses) -> dict[str, float]:
    """Return the mean rank of each system, 1 is best; equals share a rank.

    Examples
    --------
    >>> ranks({("t", 0): {"a": 0.1, "b": 0.2, "c": 0.2}})
    {'a': 1.0, 'b': 2.5, 'c': 2.5}
    """
    every: dict[str, list[float]] = {}
    for row in found.values():
        for system, loss in row.items():
            better = sum(other < loss for other in row.values())
            equal = sum(other == loss for other in row.values())
            every.setdefault(system, []).append(better + (equal + 1) / 2)
    return {system: mean(values) for system, values in every.items()}


def wins(found: Losses, one: str, other: str) -> tuple[float, int]:
    """Return the share of tables on which one beats another, ties half, and of how many.

    Where both failed, nothing is counted.
    """
    pairs = [(row[one], row[other]) for row in found.values() if {one, other} <= row.keys()]
    pairs = [(a, b) for a, b in pairs if not math.isinf(a) or not math.isinf(b)]
    if not pairs:
        return math.nan, 0
    return mean((a < b) + (a == b) / 2 for a, b in pairs), len(pairs)


def normalised(found: Losses) -> dict[str, float]:
    """Return the mean loss of each system, where 0 is a table's best and 1 its worst.

    A failure counts as 1.

    Examples
    --------
    >>> normalised({("t", 0): {"a": 0.1, "b": 0.3, "c": 0.2}})["c"]
    0.5
    """
    every: dict[str, list[float]] = {}
    for row in found.values():
        finite = [loss for loss in row.values() if math.isfinite(loss)]
        if not finite:
            continue
        low, width = min(finite), max(finite) - min(finite)
        for system, loss in row.items():
            share = 1.0 if math.isinf(loss) else (loss - low) / width if width else 0.0
            every.setdefault(system, []).append(round(share, 12))
    return {system: mean(values) for system, values in every.items()}


def medians(results: Sequence[Result], system: str, field: str) -> float:
    """Return the median of a field over a system's runs that have it; NaN without any."""
    values = [getattr(r, field) for r in results if r.system == system]
    values = [v for v in values if v is not None]
    return median(values) if values else math.nan
