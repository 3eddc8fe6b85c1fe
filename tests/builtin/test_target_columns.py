"""How a y of several columns is recognised and encoded."""

import numpy as np
import pandas as pd
import pytest

from lepton_automl.builtin import target_columns, targets
from lepton_automl.errors import InputError

LABELS, VALUES, NOTHING = "multilabel", "multioutput", "nothing"
RECOGNISERS = {
    LABELS: target_columns.looks_multilabel,
    VALUES: target_columns.looks_multioutput,
    "binary": targets.looks_binary,
    "multiclass": targets.looks_multiclass,
    "regression": targets.looks_like_regression,
}
FLAGS = np.array([[0, 1], [1, 1], [0, 0]])


def objects(*rows):
    found = np.empty(len(rows), dtype=object)
    found[:] = rows
    return found


CASES = {
    "0 and 1": (FLAGS, LABELS),
    "booleans": (FLAGS.astype(bool), LABELS),
    "a table of booleans": (pd.DataFrame(FLAGS.astype(bool)), LABELS),
    "bytes of 0 and 1": (FLAGS.astype(np.uint8), LABELS),
    "sets": (objects({"a"}, set(), {"a", "b"}), LABELS),
    "a list of sets": ([{"a"}, set(), {"a", "b"}], LABELS),
    "lists of words": (objects(["a"], [], ["a", "b"]), LABELS),
    "floats": (FLAGS.astype(float), VALUES),
    "measurements": (np.random.default_rng(0).normal(size=(5, 3)), VALUES),
    "counts": (np.array([[0, 7], [2, 3]]), VALUES),
    "one column of 0 and 1": (np.array([[0], [1]] * 5), "binary"),
    "lists with repeats": (objects(["a", "a"], ["b", "c", "b"]), NOTHING),
    "lists of numbers": (objects([1, 2], [3]), NOTHING),
    "words in two columns": (np.array([["a", "b"], ["c", "d"]]), NOTHING),
    "dicts": (objects({"x": 1}, {"x": 2}), NOTHING),
    "boxes": (objects([{"x": 1}], []), NOTHING),
    "pictures": (np.zeros((3, 4, 4)), NOTHING),
    "nothing": (np.zeros((0, 2)), NOTHING),
}


@pytest.mark.parametrize("case", CASES)
def test_y_is_recognised(case):
    y, expected = CASES[case]
    sure = {name: look(y, frozenset({"number"})) for name, look in RECOGNISERS.items()}
    assert all(0.0 <= value < 1.0 for value in sure.values())
    found = [name for name, value in sure.items() if value > 0]
    if expected in (LABELS, VALUES):
        assert found == [expected]
    else:
        assert max(sure, key=sure.get) == expected or not found


@pytest.mark.parametrize("y", [FLAGS, FLAGS.astype(bool), FLAGS.astype(float)])
def test_flags_become_integers_without_names(y):
    encoded, labels = target_columns.multilabel(y)
    assert encoded.dtype == np.int64
    assert encoded.tolist() == FLAGS.tolist()
    assert labels is None


@pytest.mark.parametrize(
    "y",
    [
        [{"b"}, {"a", "b"}, set()],
        objects(["b"], ["b", "a"], []),
        objects(("b",), ("b", "a"), ()),
    ],
)
def test_sets_and_lists_become_columns_in_the_order_of_their_labels(y):
    encoded, labels = target_columns.multilabel(y)
    assert labels == ("a", "b")
    assert encoded.tolist() == [[0, 1], [1, 1], [0, 0]]


def test_lists_of_equal_length_are_labels_when_asked_for():
    encoded, labels = target_columns.multilabel(np.array([["a", "b"], ["b", "c"]]))
    assert labels == ("a", "b", "c")
    assert encoded.tolist() == [[1, 1, 0], [0, 1, 1]]


def test_a_later_y_is_encoded_by_the_labels_that_were_learned():
    encoded, _ = target_columns.multilabel([{"b"}, {"b"}], outputs=("a", "b"))
    assert encoded.tolist() == [[0, 1], [0, 1]]


def test_numbers_become_floats():
    encoded, labels = target_columns.multioutput(np.array([[1, 2], [3, 4]]))
    assert encoded.dtype == np.float64
    assert labels is None


@pytest.mark.parametrize(
    ("encode", "y", "outputs", "message"),
    [
        (target_columns.multilabel, np.array([[0, 2], [1, 1]]), None, "it has 2"),
        (target_columns.multilabel, np.array([[0, 1], [0, 1]]), None, "nothing to learn"),
        (target_columns.multilabel, [0, 1, 1], None, "does not say which labels"),
        (target_columns.multilabel, [{"a"}, set()], None, "task='binary'"),
        (target_columns.multilabel, [{"a"}, {1}], None, "cannot be sorted"),
        (target_columns.multilabel, [{"c"}], ("a", "b"), "'c', which is none of the labels"),
        (target_columns.multilabel, FLAGS, ("a", "b", "c"), "2 columns, but 3 were learned"),
        (target_columns.multioutput, [1.0, 2.0], None, "task='regression'"),
        (target_columns.multioutput, np.array([["a", "b"]]), None, "several numbers"),
        (target_columns.multioutput, np.ones((2, 3)), (0, 1), "3 columns, but 2"),
    ],
)
def test_what_cannot_be_learned_is_refused(encode, y, outputs, message):
    with pytest.raises(InputError, match=message):
        encode(y, outputs)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, (0.1, 0.5, 0.9)),
        ([0.05, 0.95], (0.05, 0.95)),
        (np.array([0.5]), (0.5,)),
        (0.9, (0.9,)),
    ],
)
def test_levels_are_floats(asked, expected):
    assert target_columns.levels(asked) == expected


@pytest.mark.parametrize("asked", [[], [0.0], [1.0], [0.9, 0.1], [0.5, 0.5], ["a"], [5, 95]])
def test_levels_that_make_no_sense_are_refused(asked):
    with pytest.raises(InputError, match="above 0 and below 1, from low to high"):
        target_columns.levels(asked)
