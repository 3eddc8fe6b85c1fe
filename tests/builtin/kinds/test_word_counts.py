from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer

from lepton_automl.builtin.kinds.text import WORDS
from lepton_automl.builtin.kinds.word_counts import WordCounts

TEXTS = [
    "A good film, a good plot",
    "not a good film",
    "",
    "!?",
    "ÜNÏ 字符 film x",
    "film film",
]


@pytest.mark.parametrize("ngram_range", [(1, 1), (1, 2), (1, 3), (2, 3), (1, 9)])
@pytest.mark.parametrize("min_df", [1, 2])
def test_the_counts_are_those_of_scikit_learn(ngram_range, min_df):
    known = CountVectorizer(token_pattern=WORDS, ngram_range=ngram_range, min_df=min_df)
    ours = WordCounts(ngram_range=ngram_range, min_df=min_df)

    found, expected = ours.fit_transform(TEXTS), known.fit_transform(TEXTS)

    assert ours.vocabulary_ == known.vocabulary_
    np.testing.assert_array_equal(found.toarray(), expected.toarray())
    np.testing.assert_array_equal(found.indices, ours.transform(TEXTS).indices)


def test_the_most_frequent_are_kept_of_equals_the_shorter():
    found = WordCounts(ngram_range=(1, 2), max_features=3).fit(TEXTS)

    assert list(found.vocabulary_) == ["a", "film", "good"]
    assert WordCounts(max_features=1).fit_transform(["b a b"]).toarray().tolist() == [[2]]


def test_a_series_is_counted_and_parameters_are_kept():
    model = clone(WordCounts(ngram_range=(1, 2), max_features=50, min_df=2))

    assert model.get_params() == {"ngram_range": (1, 2), "max_features": 50, "min_df": 2}
    assert model.fit_transform(pd.Series(TEXTS, index=[3] * 6)).shape[0] == 6


def test_the_fitted_form_is_scikit_learns():
    model = WordCounts(ngram_range=(1, 2)).fit(TEXTS)

    saved = pickle.loads(pickle.dumps(model))

    assert type(saved) is type(pickle.loads(pickle.dumps(clone(model)))) is CountVectorizer
    np.testing.assert_array_equal(
        saved.transform(TEXTS).toarray(), model.transform(TEXTS).toarray()
    )


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match="No run of words occurs in"):
        WordCounts(min_df=2).fit(["a", "b"])
    with pytest.raises(ValueError, match="No run of words occurs in"):
        WordCounts().fit([])
    with pytest.raises(ValueError, match="One string is no list"):
        WordCounts().fit("a film")
