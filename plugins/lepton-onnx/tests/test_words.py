import numpy as np
import pytest
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.inputs import inputs
from lepton_onnx.model import feeds, session
from lepton_onnx.values import dense
from lepton_onnx.words import counted, hashed
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.pipeline import make_pipeline

from lepton_automl.builtin.kinds.text import WORDS
from lepton_automl.plugin import ExportError

LEARNED = [
    "The film was good",
    "a bad film, a very bad film",
    "no_words 2 say",
    "?!",
    "naïve ÉTÉ",
]
ASKED = [
    *LEARNED, "", "FILM film Film", "good " * 50, "ΤΙΣ ΤΙΣ-ΣΑΣ", "ÜBER Straße",
    "x.y-z a_b 3.14", "tab\tnew\nline\u00a0end", "東京 ١٢٣", "\u0130stanbul", "bad film good",
]  # fmt: skip


def column(texts):
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def check(step, same, frame):
    same(step.fit(LEARNED), frame(text=ASKED), column(ASKED))


@pytest.mark.parametrize("pattern", [WORDS, r"(?u)\b\w\w+\b", r"(?u)\b\w+\b"])
@pytest.mark.parametrize("runs", [(1, 1), (1, 2), (2, 3)])
def test_words_are_counted_the_same(pattern, runs, same, frame):
    check(CountVectorizer(token_pattern=pattern, ngram_range=runs), same, frame)


OPTIONS = [
    {"sublinear_tf": True},
    {"binary": True, "norm": "l1"},
    {"use_idf": False, "norm": None},
    {"max_features": 4, "lowercase": False},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_weights_of_words_are_the_same(options, same, frame):
    check(TfidfVectorizer(token_pattern=WORDS, **options), same, frame)


@pytest.mark.parametrize("norm", [None, "l2"])
@pytest.mark.parametrize("n_features", [2**13, 1000])
def test_hashed_words_are_the_same(norm, n_features, same, frame):
    options = {"token_pattern": WORDS, "alternate_sign": False, "ngram_range": (1, 2)}
    step = HashingVectorizer(n_features=n_features, norm=norm, **options)
    check(make_pipeline(step, TfidfTransformer(sublinear_tf=True)), same, frame)


@pytest.mark.parametrize("options", [{"stop_words": "english"}, {"analyzer": "char"}])
def test_words_of_another_sort_are_refused(options, by_graph, frame):
    step = CountVectorizer(**options).fit(LEARNED)
    with pytest.raises(ExportError, match="only words as they are"):
        by_graph(step, frame(text=ASKED))


def test_another_pattern_of_words_is_refused(by_graph, frame):
    step = CountVectorizer(token_pattern=r"\S+").fit(LEARNED)
    with pytest.raises(ExportError, match="are not known"):
        by_graph(step, frame(text=ASKED))


def test_hashing_with_signs_is_refused(by_graph, frame):
    with pytest.raises(ExportError, match="with signs"):
        by_graph(HashingVectorizer(token_pattern=WORDS).fit(LEARNED), frame(text=ASKED))


def test_no_rows_have_no_words(frame, task_for):
    X, graph = frame(text=ASKED), Graph()
    task = task_for(X)
    step = CountVectorizer(token_pattern=WORDS).fit(LEARNED)
    found = counted(step, graph, inputs(graph, task))
    graph.output("y", dense(graph, found), DOUBLE, [None, None])
    running = session(graph.model().SerializeToString())
    assert running.run(None, feeds(X[:1], task))[0].shape[0] == 1


def test_two_columns_at_once_are_refused(frame, task_for):
    X, graph = frame(one=ASKED, other=ASKED), Graph()
    step = HashingVectorizer(token_pattern=WORDS, alternate_sign=False)
    with pytest.raises(ExportError, match="no single column of text"):
        hashed(step, graph, inputs(graph, task_for(X)))
