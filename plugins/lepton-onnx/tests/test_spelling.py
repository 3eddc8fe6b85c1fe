import sys
import unicodedata

import numpy as np
import pytest
from lepton_onnx import spelling
from lepton_onnx.graph import INT64, STRING, Graph
from lepton_onnx.model import session
from lepton_onnx.spelling import lowered, points


def run(make, texts, dtype):
    graph = Graph()
    graph.output("y", make(graph, graph.input("x", STRING, [None])), dtype, None)
    running = session(graph.model().SerializeToString())
    return running.run(None, {"x": np.array(texts, dtype=object)})[0]


@pytest.mark.parametrize(
    "texts",
    [
        ["ABC", "a B", ""],
        ["ÀÉÎ Ö", "plain", ""],
        ["ΣΑΣ ΣΑ", "ΑΣ-ΑΣ Σ", "ΟΔΥΣΣΕΥΣ"],
        ["ЖИЗНЬ", "ﬀ ǅ Ꭰ", "\u0130"],
        ["x" * 3000 + "Ä", "y"],
    ],
)
def test_small_letters_are_pythons(texts):
    assert run(lowered, texts, STRING).tolist() == [text.lower() for text in texts]


def test_every_letter_is_made_small_as_python_does():
    letters = [chr(p) for p in range(1, sys.maxunicode + 1) if chr(p).lower() != chr(p)]
    letters = [letter for letter in letters if unicodedata.category(letter) != "Cs"]
    assert run(lowered, letters, STRING).tolist() == [letter.lower() for letter in letters]


def test_points_are_those_of_small_letters_and_gaps_are_spaces():
    found = run(points, ["Ab\tÉ", "é"], INT64)
    assert found.tolist() == [[97, 98, 32, 233], [233, -1, -1, -1]]


def test_the_same_texts_are_made_small_once():
    graph = Graph()
    texts = graph.input("x", STRING, [None])
    with graph.inside("one"):
        first = lowered(graph, texts)
    with graph.inside("other"):
        assert lowered(graph, texts) == first


def test_text_longer_than_can_be_put_together_is_known():
    assert spelling.LONGEST >= 100_000
