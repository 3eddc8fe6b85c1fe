"""Words by number, and pairs of words, as networks for texts read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.keras.tensor import integers
from lepton_onnx.spelling import lowered

__all__ = ["numbered", "paired"]

WORD = r"[\p{L}\p{N}_]"  # what \w is to Python
WHITE = r"\t-\r\x1c-\x20\x{85}\p{Z}"  # and what \s is
TOKEN = rf"{WORD}+|[^\p{{L}}\p{{N}}_{WHITE}]"
NOTHING = "\x00 nothing"
MOST_CUT = 64  # words of the vocabulary that are the beginnings of longer ones
MIX = (1_000_003, 0x9E3779B1, 2**31)


def numbered(vocabulary: Any, graph: Graph, columns: Sequence[str]) -> str:
    """Return the numbers of the words of each row, of shape (rows, length).

    Parameters
    ----------
    vocabulary : Vocabulary
    graph : Graph
    columns : sequence of str
        Tensors of texts, of shape (rows, 1); a row's texts are read as one.
    """
    from lepton_keras.texts.words import FIRST, MOST_LETTERS, PAD, UNKNOWN

    text = columns[0]
    for other in columns[1:]:
        spaced = graph.node("StringConcat", text, graph.constant([[" "]]))
        text = graph.node("StringConcat", spaced, other)
    flat = graph.node("Squeeze", text, integers(graph, 1))
    tokens = graph.node(
        "Tokenizer",
        lowered(graph, str(flat)),
        domain="com.microsoft",
        mark=0,
        mincharnum=1,
        pad_value=NOTHING,
        tokenexp=TOKEN,
    )
    keys = [NOTHING, *vocabulary.words_]
    found = graph.node(
        "LabelEncoder",
        tokens,
        domain="ai.onnx.ml",
        keys_strings=keys,
        values_int64s=[PAD, *range(FIRST, FIRST + len(vocabulary.words_))],
        default_int64=UNKNOWN,
    )
    cut = [(w, i + FIRST) for i, w in enumerate(vocabulary.words_) if len(w) == MOST_LETTERS]
    return _of_length(graph, _beginnings(graph, tokens, str(found), cut), vocabulary.length_)


def paired(graph: Graph, numbers: str, buckets: int) -> str:
    """Return a number for each two words that follow each other."""
    far = np.iinfo(np.int64).max
    first, second = _columns(graph, numbers, 0, -1), _columns(graph, numbers, 1, far)
    step, mix, most = (graph.constant(n, np.int64) for n in MIX)
    hashed = graph.mul(graph.add(graph.mul(first, step), second), mix)
    hashed = str(graph.node("Mod", hashed, most))
    place = graph.node("Mod", hashed, graph.constant(buckets - 1, np.int64))
    place = graph.add(str(place), graph.constant(1, np.int64))
    there = graph.node("Greater", second, graph.constant(0, np.int64))
    return graph.where(str(there), place, graph.constant(0, np.int64))


def _beginnings(graph: Graph, tokens: str, found: str, cut: list[tuple[str, int]]) -> str:
    """Number long words by their beginnings, which is all that the vocabulary has of them."""
    if len(cut) > MOST_CUT:
        raise ExportError(f"{graph.path} knows more than {MOST_CUT} words of great length.")
    for word, number in cut:
        same = graph.node("RegexFullMatch", tokens, pattern=re.escape(word) + WORD + "*")
        found = graph.where(str(same), graph.constant(number, np.int64), found)
    return found


def _of_length(graph: Graph, numbers: str, length: int) -> str:
    """Return so many columns: zeros after the last, or the first ones."""
    rows = graph.concat([graph.node("Shape", numbers, end=1), integers(graph, length)], axis=0)
    empty = graph.node("Expand", graph.constant([[0]], np.int64), rows)
    return _columns(graph, graph.concat([numbers, str(empty)]), 0, length)


def _columns(graph: Graph, value: str, start: int, stop: int) -> str:
    bounds = (integers(graph, n) for n in (start, stop, 1))
    return str(graph.node("Slice", value, *bounds))
