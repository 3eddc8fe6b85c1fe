"""Words are numbered, the most frequent first."""

from __future__ import annotations

import pickle

import numpy as np
from lepton_keras.texts.words import PAD, UNKNOWN, Vocabulary, joined, pairs, split


def test_rare_words_are_unknown_and_frequent_ones_come_first():
    vocabulary = Vocabulary(size=2).fit(["b a a", "a b", "c c", "d"])

    assert vocabulary.words_ == ["a", "b"]
    assert vocabulary.numbers(["a b c"])[0, :4].tolist() == [2, 3, UNKNOWN, PAD]
    assert vocabulary.n_numbers == 4


def test_long_texts_are_cut_and_short_ones_filled():
    vocabulary = Vocabulary(longest=10).fit(["word " * 30] * 3)

    assert vocabulary.numbers(["word " * 30, "", "word"]).astype(bool).sum(axis=1).tolist() == [
        10,
        0,
        1,
    ]


def test_no_texts_are_no_rows():
    assert Vocabulary().fit([]).numbers([]).shape == (0, 8)


def test_a_pickle_numbers_the_same():
    vocabulary = Vocabulary(least=1).fit(["x y"])

    again = pickle.loads(pickle.dumps(vocabulary))

    assert (again.numbers(["y x"]) == vocabulary.numbers(["y x"])).all()


def test_marks_are_words_and_endless_words_are_cut():
    assert split("Wow!!") == ["wow", "!", "!"]
    assert len(split("a" * 90)[0]) == 40


def test_rows_of_several_texts_are_one_each():
    assert joined(np.array([["a", "b"], ["c", ""]], dtype=object)) == ["a b", "c "]


def test_pairs_are_in_bounds_and_tell_order():
    numbers = np.array([[5, 6, 0], [6, 5, 0]])

    found = pairs(numbers, 1000)

    assert (found[:, 1] == PAD).all()
    assert found[0, 0] != found[1, 0]
    assert ((found >= 0) & (found < 1000)).all()
