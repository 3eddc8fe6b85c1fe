"""The opening book: good first configurations, families alternating, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, zip_longest
from typing import Any

from lepton_automl.candidate import Candidate
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Space
from lepton_automl.task import Task

__all__ = ["expected_seconds", "opening"]

WORD = 1e-6  # seconds to count a word of a text, alone and with its neighbour
DENSE_CELL = 3e-8  # seconds to make a cell of a sparse X dense, and to prepare it


def opening(
    specs: Iterable[EstimatorSpec],
    task: Task,
    by_trials: bool = False,
    spaces: Mapping[str, Space] | None = None,
) -> list[Candidate]:
    """Return the first configurations to try, in order.

    First comes the best opening of each family, the cheapest first (for its priority); then
    the second best of each; and so on. The openings of a family's specs alternate in the same
    way. Before all others, in the same order, go the openings of what suits the task's kinds.
    Where trials are counted and not seconds, what has priority alternates with what is cheap.
    What an opening chooses of a preparation that is not in the estimator's space, of the given
    `spaces` by name, is left to its default.

    Examples
    --------
    >>> from lepton_automl.task import Schema
    >>> slow = EstimatorSpec("slow", "m:Slow", {"binary"}, opening=({}, {"a": 1}))
    >>> task = Task("binary", Schema("array", ()), n_rows=100)
    >>> [str(c) for c in opening([slow], task)]
    ['slow()', 'slow(a=1)']
    """
    kinds = task.schema.kinds
    groups: tuple[list[EstimatorSpec], list[EstimatorSpec]] = ([], [])
    for spec in specs:
        groups[0 if kinds and kinds <= spec.suits else 1].append(spec)
    book = chain.from_iterable(_alternating(g, task, by_trials) for g in groups)
    return list(dict.fromkeys(_here(c, spaces) for c in book))


def _here(candidate: Candidate, spaces: Mapping[str, Space] | None) -> Candidate:
    """Return a candidate without what it chooses of a preparation that is not made here."""
    space = (spaces or {}).get(candidate.estimator)
    if space is None:
        return candidate
    found = {
        name: value
        for name, value in candidate.params.items()
        if "__" not in name or (name in space and value in space[name])
    }
    return Candidate.of(candidate.estimator, found)


def _alternating(
    specs: Iterable[EstimatorSpec], task: Task, by_trials: bool
) -> Iterator[Candidate]:
    families: dict[str, list[EstimatorSpec]] = {}
    for spec in specs:
        families.setdefault(spec.family or spec.name, []).append(spec)
    for round_ in zip_longest(*(_book(f, task) for f in families.values())):
        entries = sorted(filter(None, round_), key=lambda entry: _urgency(entry[0], task))
        if by_trials:
            best = sorted(entries, key=lambda entry: -entry[0].priority)
            entries = list(chain.from_iterable(zip(best, entries, strict=True)))
        yield from (Candidate.of(spec.name, params) for spec, params in entries)


def _book(
    family: list[EstimatorSpec], task: Task
) -> list[tuple[EstimatorSpec, Mapping[str, Any]]]:
    """Return a family's openings: the first of each spec, then the second of each, ..."""
    columns = ([(spec, params) for params in spec.opening_for(task.type)] for spec in family)
    return [entry for row in zip_longest(*columns) for entry in row if entry is not None]


def _urgency(spec: EstimatorSpec, task: Task) -> float:
    return expected_seconds(spec, task) / spec.priority


def expected_seconds(spec: EstimatorSpec, task: Task) -> float:
    """Return what a spec's prior says of one fit on all rows of a task.

    On a sparse X only what is not zero takes time, unless it has to be made dense first. A
    text is as many columns as it has words, which have to be counted by whoever.
    """
    words = sum(i.width for i in task.schema.of_kind("text"))
    columns, extra = float(task.n_features) + words, WORD * task.n_rows * words
    if "sparse" in spec.handles:
        columns *= task.density
    elif task.schema.form == "sparse":
        extra += DENSE_CELL * task.n_rows * columns
    apart = task.n_classes * task.n_outputs
    return extra + spec.cost.seconds(task.n_rows, max(1, round(columns)), apart)
