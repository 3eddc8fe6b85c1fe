"""Transformers, and chains of them, as functions."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from lepton_automl.builtin.make.bayes import joined
from lepton_automl.quick.rows import Rows
from lepton_automl.quick.steps import dense
from lepton_automl.quick.transformers import transform

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))
GAPS = np.where(RNG.random(X.shape) < 0.2, np.nan, X)
CUT = FunctionTransformer(np.clip, kw_args={"a_min": -1, "a_max": 1})


@pytest.mark.parametrize(
    "made",
    [
        SimpleImputer(add_indicator=True),
        SimpleImputer(strategy="median", keep_empty_features=True),
        make_pipeline(SimpleImputer(), RobustScaler(), CUT, StandardScaler()),
        make_pipeline(SimpleImputer(), MinMaxScaler()),
        make_pipeline(SimpleImputer(), MaxAbsScaler()),
        make_pipeline(SimpleImputer(), StandardScaler(), MaxAbsScaler(clip=True)),
        make_pipeline(SimpleImputer(), QuantileTransformer(n_quantiles=20)),
        make_pipeline(SimpleImputer(), FunctionTransformer(np.round, kw_args={"decimals": 1})),
        FunctionTransformer(),
    ],
)
def test_what_it_gives_is_what_the_transformer_gives(made):
    made.fit(GAPS)
    found = transform(made)(Rows(GAPS[:9]))
    assert np.allclose(found, made.transform(GAPS[:9]), equal_nan=True)


@pytest.mark.parametrize("none", [[], [False, False, False]])
def test_a_part_without_columns_gives_none(none):
    parts = [("scaled", StandardScaler(), [0, 1, 2]), ("filled", SimpleImputer(), none)]
    made = ColumnTransformer(parts).fit(X)
    assert transform(made)(Rows(X[:5])) == pytest.approx(made.transform(X[:5]))


@pytest.mark.parametrize("columns", [["a", "c"], [0, 2], [True, False, True], slice(1, 3)])
def test_columns_by_name_position_mask_and_slice(columns):
    table = pd.DataFrame(X, columns=["a", "b", "c"])
    given = table if columns == ["a", "c"] else X
    made = ColumnTransformer([("s", StandardScaler(), columns)], remainder="passthrough")
    made.fit(given)
    assert np.allclose(transform(made)(Rows(given[:5])), made.transform(given[:5]))


@pytest.mark.parametrize("column", ["note", 1])
def test_a_column_of_texts_is_given_alone(column):
    table = pd.DataFrame({"a": X[:3, 0], "note": ["good old", "bad", "good new"]})
    words = make_pipeline(TfidfVectorizer(), TruncatedSVD(2, random_state=0))
    made = ColumnTransformer([("s", StandardScaler(), ["a"]), ("w", words, column)])
    made.fit(table)
    assert not made.sparse_output_
    assert np.allclose(transform(made)(Rows(table)), made.transform(table))


def test_a_column_of_an_array_is_given_alone():
    texts = np.array([["good old", "x"], ["bad", "y"]], dtype=object)
    made = ColumnTransformer([("w", TfidfVectorizer(), 0)], sparse_threshold=0).fit(texts)
    assert np.allclose(transform(made)(Rows(texts)), made.transform(texts))


@pytest.mark.parametrize("n_rows", [1, 5, 60])
@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_numbers_beside_counts_of_words(n_rows, threshold):
    words = [" ".join(RNG.choice(["good", "old", "new", "bad"], 3)) for _ in range(60)]
    table = pd.DataFrame({"a": X[:60, 0], "b": X[:60, 1], "note": words})
    counts = ColumnTransformer(
        [("0", TfidfVectorizer(), "note")],
        sparse_threshold=threshold,
        transformer_weights={"0": 3.0},
    )
    parts = [("note", counts, ["note"]), ("number", StandardScaler(), ["a", "b"])]
    made = ColumnTransformer(parts, sparse_threshold=threshold).fit(table)
    found = transform(made)(Rows(table[:n_rows]))
    assert sparse.issparse(found) == made.sparse_output_ == (threshold == 1.0)
    expected = made.transform(table[:n_rows])
    assert np.allclose(dense(found), dense(expected), rtol=1e-12, atol=0)


def test_positions_of_a_part_count_from_what_it_was_given():
    parts = [("s", StandardScaler(), [0]), ("m", MinMaxScaler(), slice(1, 2))]
    inner = ColumnTransformer(parts)
    made = ColumnTransformer([("later", inner, [1, 2]), ("first", "passthrough", [0])]).fit(X)
    assert np.allclose(transform(made)(Rows(X[:5])), made.transform(X[:5]))


def test_counts_of_texts_that_were_joined_are_not_written_out():
    texts = np.array([["good old", "x"], ["bad", "y"]], dtype=object)
    made = make_pipeline(FunctionTransformer(joined), TfidfVectorizer(), MaxAbsScaler())
    found = transform(made.fit(texts))(Rows(texts))
    assert sparse.issparse(found)
    assert np.allclose(found.toarray(), made.transform(texts).toarray())
