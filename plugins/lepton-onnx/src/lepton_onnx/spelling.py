"""Texts letter by letter: in small letters, and as numbers.

onnxruntime's own lower-casing depends on the machine's locale, and fails where there is none.
So plain letters go by the locale "C", which is everywhere, and others by a table; the table is
used only where a text has such letters.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import Any

import numpy as np
from onnx import helper, numpy_helper

from lepton_onnx.graph import BOOL, INT64, STRING, Graph

__all__ = ["letters", "lowered", "points"]

ASCII = r"[\x00-\x7f]*"
LONGEST = 2**17  # letters of a text that are put together again
SURROGATES = range(0xD800, 0xE000)
SPACE = 32


def lowered(graph: Graph, texts: str) -> str:
    """Return texts, of shape (rows,), in small letters as Python has them."""
    plain = graph.node("StringNormalizer", texts, case_change_action="LOWER", locale="C")
    flags = graph.cast(graph.node("RegexFullMatch", texts, pattern=ASCII), INT64)
    all_plain = graph.cast(graph.node("ReduceMin", flags, keepdims=0), BOOL)
    branches: dict[str, Any] = {
        "then_branch": _branch(graph, f"plain {texts}", lambda g: g.node("Identity", plain)),
        "else_branch": _branch(graph, f"others {texts}", lambda g: _by_table(g, plain)),
    }
    return str(graph.node("If", all_plain, **branches))


def letters(graph: Graph, texts: str) -> str:
    """Return the letters of texts, of shape (rows, longest); empty where a text has ended."""
    return str(
        graph.node(
            "Tokenizer",
            texts,
            domain="com.microsoft",
            mark=0,
            mincharnum=1,
            pad_value="",
            separators=[""],
        )
    )


def points(graph: Graph, texts: str) -> str:
    """Return the code points of texts in small letters, -1 where a text has ended.

    All white space is a space.
    """
    found = letters(graph, lowered(graph, texts))
    keys, values = _code_points()
    return str(
        graph.node(
            "LabelEncoder",
            found,
            domain="ai.onnx.ml",
            keys_tensor=helper.make_tensor("keys", STRING, [len(keys)], list(keys)),
            values_tensor=numpy_helper.from_array(np.array(values, np.int64), "values"),
            default_tensor=numpy_helper.from_array(np.array([0xFFFD], np.int64), "default"),
        )
    )


def _branch(graph: Graph, name: str, make: object) -> object:
    """Return a graph within a node, which sees the constants of the one around it.

    It is named after its texts alone: whoever asks for the same texts gets the same node.
    """
    inner = Graph(constants=graph.constants, _path=[name])
    found = make(inner)  # type: ignore[operator]
    out = helper.make_tensor_value_info(found, STRING, None)
    return helper.make_graph(inner.nodes, name, [], [out])


def _by_table(graph: Graph, texts: str) -> str:
    """Return texts whose capital letters are looked up one by one."""
    found = letters(graph, texts)
    capitals = _capitals()
    small = graph.node(
        "LabelEncoder",
        found,
        domain="ai.onnx.ml",
        keys_strings=capitals,
        values_strings=[capital.lower() for capital in capitals],
        default_string="",
    )
    none = graph.node("Equal", small, graph.constant([""]))
    small = graph.where(none, found, small)
    return _together(graph, graph.where(_ends(graph, found), graph.constant(["ς"]), small))


def _ends(graph: Graph, found: str) -> str:
    """Tell which letters are a sigma at the end of a word, which is written otherwise."""
    no = graph.node("Expand", graph.constant([[False]]), _column_of(graph, found))
    is_letter = graph.node("RegexFullMatch", found, pattern=r"\p{L}")
    zero, one, minus = (graph.constant([n], np.int64) for n in (0, 1, -1))
    far = graph.constant([2 * LONGEST], np.int64)
    before = graph.concat([no, graph.node("Slice", is_letter, zero, minus, one)])
    after = graph.concat([graph.node("Slice", is_letter, one, far, one), no])
    last = graph.node("And", before, graph.node("Not", after))
    return str(graph.node("And", last, graph.node("Equal", found, graph.constant(["Σ"]))))


def _column_of(graph: Graph, value: str) -> str:
    """Return the shape of one column with as many rows."""
    rows = graph.node("Shape", value, end=1)
    return graph.concat([rows, graph.constant([1], np.int64)], axis=0)


def _together(graph: Graph, parts: str) -> str:
    """Return the strings of each row as one: neighbours are joined until one is left."""
    nothing = graph.node("Expand", graph.constant([[""]]), _column_of(graph, parts))
    zero, one, two = (graph.constant([n], np.int64) for n in (0, 1, 2))
    most = graph.constant([2 * LONGEST], np.int64)
    for _ in range(LONGEST.bit_length()):
        # One more, so that the last of an odd number has a neighbour too. Of an even number
        # the extra one would stay alone: it is cut off.
        padded = graph.concat([parts, nothing])
        even = graph.node("Slice", padded, zero, most, one, two)
        odd = graph.node("Slice", padded, one, most, one, two)
        n_odd = graph.node("Shape", odd, start=1)
        parts = graph.node("StringConcat", graph.node("Slice", even, zero, n_odd, one), odd)
    padded = graph.concat([parts, nothing])
    return str(graph.node("Gather", padded, graph.constant(0, np.int64), axis=1))


@cache
def _capitals() -> list[str]:
    """Return all letters beyond the plain ones that are written otherwise in small."""
    points = (point for point in range(128, sys.maxunicode + 1) if point not in SURROGATES)
    return [letter for letter in map(chr, points) if letter.lower() != letter]


@cache
def _code_points() -> tuple[list[Any], list[int]]:
    """Return all letters that there are, and their numbers."""
    keys, values = [b""], [-1]
    for point in range(sys.maxunicode + 1):
        letter = chr(point)
        if unicodedata.category(letter) in ("Cn", "Co", "Cs"):
            continue
        keys.append(letter.encode())
        values.append(SPACE if letter.isspace() else point)
    return keys, values
