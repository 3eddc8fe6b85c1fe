"""Words and what is counted of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import BOOL, DOUBLE, INT64, Graph
from lepton_onnx.spelling import lowered
from lepton_onnx.values import Columns, Matrix, Sparse

__all__ = ["counted", "hashed", "occurrences", "of_text", "tfidf_words", "weighted"]

# The patterns of words that are known: how many letters a word has at least, and whether a
# text without words is one.
PATTERNS = {
    r"(?u)\b\w+\b|^\W*$": (1, True),
    r"(?u)\b\w+\b": (1, False),
    r"(?u)\b\w\w+\b": (2, False),
}
WORD = r"[\p{L}\p{N}_]+"  # what \w is to Python
NOTHING = "\x00 nothing"
LOWEST = -(2**31)


def tfidf_words(step: Any, graph: Graph, x: Columns) -> Matrix:
    """Convert a ``TfidfVectorizer`` of words."""
    return weighted(step._tfidf, graph, counted(step, graph, x))


def counted(step: Any, graph: Graph, x: Columns) -> Matrix:
    """Convert a ``CountVectorizer`` of words."""
    grams, _ = _grams(step, graph, of_text(graph, x))
    n_words = len(step.vocabulary_)
    keys = list(step.vocabulary_)
    places = graph.node(
        "LabelEncoder",
        grams,
        domain="ai.onnx.ml",
        keys_strings=keys,
        values_int64s=[int(step.vocabulary_[key]) for key in keys],
        default_int64=n_words,
    )
    found = occurrences(graph, places, n_words)
    return Matrix((_as_flags(graph, found) if step.binary else found,))


def hashed(step: Any, graph: Graph, x: Columns) -> Matrix:
    """Convert a ``HashingVectorizer`` of words without signs."""
    if step.alternate_sign:
        raise ExportError(f"{graph.path}: hashing with signs is not known.")
    n = int(step.n_features)
    grams, there = _grams(step, graph, of_text(graph, x))
    number = graph.cast(
        graph.node("MurmurHash3", grams, domain="com.microsoft", positive=0, seed=0), INT64
    )
    place = graph.node("Mod", graph.node("Abs", number), graph.constant(n, np.int64))
    # The lowest has no positive counterpart among 32-bit numbers; scikit-learn sends it here.
    lowest = graph.node("Equal", number, graph.constant(LOWEST, np.int64))
    place = graph.where(lowest, graph.constant((2**31 - 1 - (n - 1)) % n, np.int64), place)
    place = graph.where(there, place, graph.constant(n, np.int64))
    found = occurrences(graph, place, n)
    found = _as_flags(graph, found) if step.binary else found
    return Matrix((_normed(graph, found, step.norm),))


def weighted(step: Any, graph: Graph, x: Matrix) -> Matrix:
    """Convert a ``TfidfTransformer``."""
    (part,) = x.parts
    if not isinstance(part, Sparse):
        raise ExportError(f"{graph.path} weighs what are no counts of words.")
    value = part.value
    there = graph.node("Greater", value, graph.constant(0.0))
    if step.sublinear_tf:
        safe = graph.where(there, value, graph.constant(1.0))
        log = graph.add(graph.node("Log", safe), graph.constant(1.0))
        value = graph.where(there, log, graph.constant(0.0))
    if step.use_idf:
        rare = graph.constant(np.asarray(step.idf_, dtype=np.float64))
        value = graph.mul(value, graph.node("Gather", rare, part.index))
    return Matrix((_normed(graph, Sparse(part.index, value, part.width), step.norm),))


def of_text(graph: Graph, x: Columns) -> str:
    """Return the one column of text, of shape (rows,)."""
    if not isinstance(x, Columns) or len(x.words) != 1 or x.width != 1:
        raise ExportError(f"{graph.path} counts words of what is no single column of text.")
    tensor = next(iter(x.tensors.values()))
    return str(graph.node("Squeeze", tensor, graph.constant([1], np.int64)))


def occurrences(graph: Graph, places: str, width: int) -> Sparse:
    """Return how often each place occurs in each row; places from `width` on count nowhere."""
    length = graph.node("Shape", places, start=1)
    ordered, _ = graph.node("TopK", places, length, n_outputs=2, largest=0, axis=1)
    shape = graph.node("Shape", ordered)
    shifted = graph.node("Slice", ordered, *(graph.constant([n], np.int64) for n in (0, -1, 1)))
    first_column = graph.concat(
        [graph.node("Shape", ordered, end=1), graph.constant([1], np.int64)], axis=0
    )
    before = graph.node("Expand", graph.constant([[-1]], np.int64), first_column)
    new = graph.node("Not", graph.node("Equal", ordered, graph.concat([before, shifted])))
    group = graph.node("CumSum", graph.cast(new, INT64), graph.constant(1, np.int64))
    group = graph.sub(group, graph.constant(1, np.int64))
    known = graph.node("Less", ordered, graph.constant(width, np.int64))
    no_counts = graph.node("Expand", graph.constant([[0.0]]), shape)
    no_places = graph.node("Expand", graph.constant([[0]], np.int64), shape)
    counts = graph.node(
        "ScatterElements", no_counts, group, graph.cast(known, DOUBLE), axis=1, reduction="add"
    )
    kept = graph.where(known, ordered, graph.constant(0, np.int64))
    found = graph.node("ScatterElements", no_places, group, kept, axis=1)
    return Sparse(found, counts, width)


def _grams(step: Any, graph: Graph, texts: str) -> tuple[str, str]:
    """Return words and runs of words, of shape (rows, most), and which of them are there."""
    _refuse_unknown(step, graph)
    if step.lowercase:
        texts = lowered(graph, texts)
    words, there = _words(graph, texts, *PATTERNS[step.token_pattern])
    shortest, longest = step.ngram_range
    runs, run, flags = [], words, there
    for length in range(1, longest + 1):
        if length > 1:
            run, flags = _longer(graph, run, flags, words, there, length)
        if length >= shortest:
            runs.append((run, flags))
    return graph.concat([r for r, _ in runs]), graph.concat([f for _, f in runs])


def _refuse_unknown(step: Any, graph: Graph) -> None:
    given = (step.strip_accents, step.preprocessor, step.tokenizer, step.stop_words)
    if step.analyzer != "word" or any(g is not None for g in given):
        raise ExportError(f"{graph.path}: only words as they are can be counted in ONNX.")
    if step.token_pattern not in PATTERNS:
        raise ExportError(f"{graph.path}: words as {step.token_pattern!r} are not known.")


def _words(graph: Graph, texts: str, least: int, whole: bool) -> tuple[str, str]:
    """Return the words of texts; with `whole`, a text without any is one itself."""
    found = graph.node(
        "Tokenizer",
        texts,
        domain="com.microsoft",
        mark=0,
        mincharnum=least,
        pad_value=NOTHING,
        tokenexp=WORD,
    )
    nothing = graph.constant([[NOTHING]])
    there = graph.node("Not", graph.node("Equal", found, nothing))
    column = graph.expand_last(texts)
    some = graph.cast(graph.sum(graph.cast(there, INT64)), BOOL)
    # One more place in any case: there must be one even if no text has a word.
    last = graph.where(some, nothing, column) if whole else graph.where(some, nothing, nothing)
    words = graph.concat([found, last])
    return words, graph.node("Not", graph.node("Equal", words, nothing))


def _longer(
    graph: Graph, run: str, flags: str, words: str, there: str, length: int
) -> tuple[str, str]:
    """Return runs that are one word longer."""

    def cut(value: str, start: int, stop: int) -> str:
        return str(
            graph.node(
                "Slice", value, *(graph.constant([n], np.int64) for n in (start, stop, 1))
            )
        )

    far = np.iinfo(np.int64).max
    first, last = cut(run, 0, -1), cut(words, length - 1, far)
    spaced = graph.node("StringConcat", first, graph.constant([[" "]]))
    both = graph.node("And", cut(flags, 0, -1), cut(there, length - 1, far))
    joined = graph.node("StringConcat", spaced, last)
    return graph.where(both, joined, graph.constant([[NOTHING]])), both


def _as_flags(graph: Graph, found: Sparse) -> Sparse:
    there = graph.node("Greater", found.value, graph.constant(0.0))
    return Sparse(found.index, graph.cast(there, DOUBLE), found.width)


def _normed(graph: Graph, found: Sparse, norm: str | None) -> Sparse:
    if norm is None:
        return found
    if norm == "l2":
        size = graph.node("Sqrt", graph.sum(graph.mul(found.value, found.value)))
    else:
        size = graph.sum(graph.node("Abs", found.value))
    none = graph.node("Equal", size, graph.constant(0.0))
    size = graph.where(none, graph.constant(1.0), size)
    return Sparse(found.index, graph.div(found.value, size), found.width)
