"""Our counts of runs of characters, hashed."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto

from lepton_automl.builtin.kinds import character_grams
from lepton_onnx.graph import INT64, Graph
from lepton_onnx.spelling import SPACE, points
from lepton_onnx.values import Columns, Matrix
from lepton_onnx.words import occurrences, of_text

__all__ = ["grams"]

END = -1


def grams(step: Any, graph: Graph, x: Columns) -> Matrix:
    """Convert our ``CharacterGrams``."""
    found = _single_gaps(graph, points(graph, of_text(graph, x)))
    shift = 65 - int(step.n_features).bit_length()
    hashed = found
    places = []
    for more in range(1, step.longest):
        last = _from(graph, found, more)
        hashed = graph.node(
            "BitwiseXor", graph.mul(_but_last(graph, hashed), _step(graph)), last
        )
        ended = graph.node("Equal", last, graph.constant(END, np.int64))
        place = _column(graph, hashed, shift)
        places.append(graph.where(ended, graph.constant(step.n_features, np.int64), place))
    return Matrix((occurrences(graph, graph.concat(places), int(step.n_features)),))


def _single_gaps(graph: Graph, letters: str) -> str:
    """Return letters with a gap before and after each text, and gaps that are one wide."""

    def number(value: int) -> str:
        return graph.constant([[value]], np.int64)

    column = graph.concat(
        [graph.node("Shape", letters, end=1), graph.constant([1], np.int64)], axis=0
    )
    gap = graph.node("Expand", number(SPACE), column)
    before = graph.concat([gap, _but_last(graph, letters)])
    is_gap = graph.node("Equal", letters, number(SPACE))
    again = graph.node("And", is_gap, graph.node("Equal", before, number(SPACE)))
    kept = graph.node("Not", graph.node("Or", again, graph.node("Equal", letters, number(END))))
    place = graph.node("CumSum", graph.cast(kept, INT64), graph.constant(1, np.int64))
    length = graph.node("Shape", letters, start=1)
    # Two more places for the gaps, and a last one for what is dropped.
    dropped = graph.add(length, graph.constant([2], np.int64))
    shape = graph.concat(
        [
            graph.node("Shape", letters, end=1),
            graph.add(dropped, graph.constant([1], np.int64)),
        ],
        axis=0,
    )
    room = graph.concat([gap, graph.node("Expand", number(END), _narrower(graph, shape))])
    moved = graph.node(
        "ScatterElements", room, graph.where(kept, place, dropped), letters, axis=1
    )
    n_kept = graph.sum(graph.cast(kept, INT64))
    ends_in_gap = graph.node(
        "Equal", graph.node("GatherElements", moved, n_kept, axis=1), number(SPACE)
    )
    after = graph.add(n_kept, number(1))
    closed = graph.node(
        "ScatterElements", moved, after, graph.where(ends_in_gap, number(END), gap), axis=1
    )
    zero, one = (graph.constant([n], np.int64) for n in (0, 1))
    return str(graph.node("Slice", closed, zero, dropped, one))


def _narrower(graph: Graph, shape: str) -> str:
    """Return a shape with one column less."""
    return graph.sub(shape, graph.constant([0, 1], np.int64))


def _column(graph: Graph, hashed: str, shift: int) -> str:
    """Return the highest bits of a product that wraps around, as our transformer has it."""
    spread = character_grams._SPREAD.astype(np.int64)
    product = graph.cast(graph.mul(hashed, graph.constant(spread)), TensorProto.UINT64)
    high = graph.node("BitShift", product, graph.constant(shift, np.uint64), direction="RIGHT")
    return graph.cast(high, INT64)


def _step(graph: Graph) -> str:
    return graph.constant(character_grams._STEP.astype(np.int64))


def _but_last(graph: Graph, value: str) -> str:
    bounds = (graph.constant([n], np.int64) for n in (0, -1, 1))
    return str(graph.node("Slice", value, *bounds))


def _from(graph: Graph, value: str, start: int) -> str:
    bounds = (graph.constant([n], np.int64) for n in (start, np.iinfo(np.int64).max, 1))
    return str(graph.node("Slice", value, *bounds))
