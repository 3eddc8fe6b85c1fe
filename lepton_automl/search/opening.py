"""The opening book: good first configurations, families alternating, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable

from lepton_automl.candidate import Candidate
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.task import Task

__all__ = ["expected_seconds", "opening"]


def opening(specs: Iterable[EstimatorSpec], task: Task) -> list[Candidate]:
    """Return the first configurations to try, in order.

    First comes the best opening of each family, the cheapest family first; then the second
    best of each; and so on.

    Examples
    --------
    >>> from lepton_automl.task import Schema
    >>> slow = EstimatorSpec("slow", "m:Slow", {"binary"}, opening=({}, {"a": 1}))
    >>> task = Task("binary", Schema("array", ()), n_rows=100)
    >>> [str(c) for c in opening([slow], task)]
    ['slow()', 'slow(a=1)']
    """
    families = sorted(specs, key=lambda s: (expected_seconds(s, task), s.name))
    ranks = range(max((len(s.opening) for s in families), default=0))
    book = [
        Candidate.of(spec.name, spec.opening[rank])
        for rank in ranks
        for spec in families
        if rank < len(spec.opening)
    ]
    return list(dict.fromkeys(book))


def expected_seconds(spec: EstimatorSpec, task: Task) -> float:
    """Return what a spec's prior says of one fit on all rows of a task."""
    return spec.cost.seconds(task.n_rows, max(1, task.n_features), task.n_classes)
