"""Words by number, as networks for texts read them."""

import numpy as np
import pytest
from lepton_onnx.graph import INT64, STRING, Graph
from lepton_onnx.keras.vocabulary import numbered, paired
from lepton_onnx.model import session

words = pytest.importorskip("lepton_keras.texts.words", reason="texts are lepton-keras'")

TEXTS = [
    "A good film, a good film!",
    "Straße naïve ΣΑΣ İstanbul",
    "don't _x_ 3.14 ½ 漢字\u3000and\u2028more\x85end",
    "",
    "   ",
    "word " * 30,
    "x" * 39 + " " + "x" * 40 + " " + "x" * 60,
    "x" * 40 + "y",
    "smile \U0001f600 a\u0301 \u200b",
]


def by_graph(vocabulary, *columns, buckets=None):
    graph = Graph()
    names = [graph.input(f"t{i}", STRING, [None, 1]) for i in range(len(columns))]
    found = numbered(vocabulary, graph, names)
    if buckets:
        found = paired(graph, found, buckets)
    graph.output("found", found, INT64, None)
    running = session(graph.model().SerializeToString())
    given = {n: np.array(c, dtype=object)[:, None] for n, c in zip(names, columns, strict=True)}
    return running.run(None, given)[0]


@pytest.fixture(scope="module")
def vocabulary():
    return words.Vocabulary(least=1, size=30).fit([*TEXTS, "good word"])


def test_words_have_the_same_numbers(vocabulary):
    assert by_graph(vocabulary, TEXTS).tolist() == vocabulary.numbers(TEXTS).tolist()


def test_columns_are_read_as_one_text(vocabulary):
    joined = words.joined(np.array([TEXTS, TEXTS[::-1]], dtype=object).T)
    found = by_graph(vocabulary, TEXTS, TEXTS[::-1])
    assert found.tolist() == vocabulary.numbers(joined).tolist()


def test_pairs_have_the_same_numbers(vocabulary):
    wanted = words.pairs(vocabulary.numbers(TEXTS), 64)
    assert by_graph(vocabulary, TEXTS, buckets=64).tolist() == wanted.tolist()
