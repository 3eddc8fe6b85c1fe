from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer

from lepton_automl.builtin.kinds import character_grams
from lepton_automl.builtin.kinds.character_grams import CharacterGrams

TEXTS = ["Not good.", "good  NOT\n", "ünïcode 字符 and more", "", "aaaaaa"]


@pytest.mark.parametrize("longest", [2, 3, 5])
def test_the_counts_are_those_of_scikit_learn(longest):
    spaced = [f" {' '.join(text.split())} " for text in TEXTS]
    known = CountVectorizer(analyzer="char", ngram_range=(2, longest))
    expected = known.fit_transform(spaced).toarray()

    found = CharacterGrams(longest).fit_transform(TEXTS).toarray()

    # Columns are hashed: they come in another order, and none of so few collide.
    used = found[:, found.any(axis=0)]
    assert sorted(used.T.tolist()) == sorted(expected.T.astype(float).tolist())


def test_texts_counted_in_parts_are_counted_alike(monkeypatch):
    whole = CharacterGrams().transform(TEXTS * 7)
    monkeypatch.setattr(character_grams, "AT_ONCE", 20)

    parts = CharacterGrams().transform(TEXTS * 7)

    assert sparse.issparse(parts)
    assert abs(whole - parts).sum() == 0


def test_columns_are_as_many_as_asked_for():
    found = clone(CharacterGrams(longest=4, n_features=64)).fit(TEXTS).transform(TEXTS)

    assert found.shape == (5, 64)
    assert np.all(found.data >= 1)
    assert CharacterGrams().transform([]).shape == (0, 2**18)
