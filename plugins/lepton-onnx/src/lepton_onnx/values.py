"""What flows between the steps of a model: columns, a matrix, or an array that is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph

__all__ = ["Columns", "Dense", "Matrix", "Sparse", "Whole", "Words", "dense", "matrix"]

WIDEST = 100_000  # columns that a row may have where all must be written out


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of a table.

    Attributes
    ----------
    tensors : mapping from str to str
        Names of tensors of shape (rows, 1), by the column's name: doubles, or strings.
    words : frozenset of str
        The columns that are strings.
    """

    tensors: Mapping[str, str] = field(hash=False)
    words: frozenset[str] = frozenset()

    def some(self, names: Sequence[str]) -> Columns:
        """Return some of the columns, in the order of the names."""
        chosen = {name: self.tensors[name] for name in names}
        return Columns(chosen, self.words & set(names))

    @property
    def width(self) -> int:
        """How many there are."""
        return len(self.tensors)


@dataclass(frozen=True)
class Dense:
    """A tensor of doubles of shape (rows, width)."""

    name: str
    width: int


@dataclass(frozen=True)
class Sparse:
    """Numbers that are mostly zero: for each row the positions of others, and these.

    Attributes
    ----------
    index : str
        A tensor of integers of shape (rows, n): columns, each at most once in a row; where
        there is nothing, 0.
    value : str
        A tensor of doubles of the same shape; 0 where there is nothing.
    width : int
        How many columns there are.
    """

    index: str
    value: str
    width: int


@dataclass(frozen=True)
class Words:
    """A tensor of strings of shape (rows, 1), which networks read."""

    name: str
    width: int = 1


@dataclass(frozen=True)
class Whole:
    """Images or sequences: a tensor of 32 bits of shape (rows, *shape).

    Attributes
    ----------
    name : str
    shape : tuple of int
        Of one row; empty until a step has made them all of one.
    """

    name: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Parts side by side, which may be dense, sparse, or words."""

    parts: tuple[Dense | Sparse | Words, ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return sum(part.width for part in self.parts)

    @property
    def is_dense(self) -> bool:
        """Whether all parts are."""
        return all(isinstance(part, Dense) for part in self.parts)

    def offsets(self) -> Iterator[tuple[int, Dense | Sparse | Words]]:
        """Yield each part with the position of its first column."""
        start = 0
        for part in self.parts:
            yield start, part
            start += part.width


def matrix(name: str, width: int) -> Matrix:
    """Return a matrix of one dense part."""
    return Matrix((Dense(name, width),))


def dense(graph: Graph, value: Any, chosen: Sequence[int] | None = None) -> str:
    """Return the tensor of a matrix, all columns or some, written out.

    Parameters
    ----------
    graph : Graph
    value : Matrix or Columns
        Columns of numbers are put side by side.
    chosen : sequence of int or None
        Columns, ascending; None for all.
    """
    if isinstance(value, Whole):
        raise ExportError(f"{graph.path} is given images or sequences, not numbers.")
    if isinstance(value, Columns):
        if value.words:
            raise ExportError(
                f"Column {min(value.words)!r} is text where numbers are expected."
            )
        value = Matrix(tuple(Dense(name, 1) for name in value.tensors.values()))
    if chosen is None and value.width > WIDEST:
        raise ExportError(
            f"{graph.path} needs all {value.width} columns of a text written out, which is too "
            "much for one row. Leave that estimator out."
        )
    found = []
    for start, part in value.offsets():
        wanted = None
        if chosen is not None:
            wanted = [c - start for c in chosen if start <= c < start + part.width]
        if wanted is None or wanted:
            found.append(_written_out(graph, part, wanted))
    return graph.concat(found)


def _written_out(graph: Graph, part: Dense | Sparse | Words, chosen: list[int] | None) -> str:
    if isinstance(part, Words):
        raise ExportError(f"{graph.path} is given texts where numbers are expected.")
    if isinstance(part, Dense):
        whole = chosen is None or chosen == list(range(part.width))
        return part.name if whole or chosen is None else graph.columns(part.name, chosen)
    width = part.width if chosen is None else len(chosen)
    index = part.index
    if chosen is not None:
        # Columns that nobody asks for go to one more, which is cut off.
        places = np.full(part.width, width, dtype=np.int64)
        places[chosen] = np.arange(width)
        index = graph.node("Gather", graph.constant(places), index)
    shape = graph.concat(
        [graph.node("Shape", part.index, end=1), graph.constant([width + 1], np.int64)], axis=0
    )
    empty = graph.node("Expand", graph.constant(np.zeros((1, 1))), shape)
    full = graph.node("ScatterElements", empty, index, part.value, axis=1, reduction="add")
    bounds = [graph.constant([v], np.int64) for v in (0, width, 1)]
    return str(graph.node("Slice", full, *bounds))
