from __future__ import annotations

import numpy as np

from lepton_automl.builtin.make.bayes import complement_nb, joined

X = np.array([["good film", "yes"], ["bad film", "no"]] * 10, dtype=object)
y = np.array([1, 0] * 10)


def test_words_of_all_columns_tell_the_classes():
    model = complement_nb().fit(X, y)
    new = np.array([["", "good"], ["", "no"]], dtype=object)

    proba = model.predict_proba(new)

    assert proba.argmax(axis=1).tolist() == [1, 0]
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_texts_without_words_are_learned_from_too():
    empty = np.full((4, 1), "", dtype=object)

    assert complement_nb(words=2).fit(empty, [0, 1, 0, 1]).predict(empty).shape == (4,)


def test_columns_are_joined_row_by_row():
    assert joined(X[:1]) == ["good film yes"]


def test_what_counts_more_is_believed():
    torn = np.concatenate([y, 1 - y])
    weight = np.repeat([9.0, 1.0], len(y))
    model = complement_nb().fit(np.concatenate([X, X]), torn, sample_weight=weight)
    other = complement_nb().fit(np.concatenate([X, X]), torn, sample_weight=weight[::-1])
    new = np.array([["", "good"], ["", "no"]], dtype=object)
    assert model.predict(new).tolist() == [1, 0]
    assert other.predict(new).tolist() == [0, 1]
