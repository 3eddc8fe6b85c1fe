"""Transformers, and chains of them, as functions."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
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

from lepton_automl.quick.rows import Rows
from lepton_automl.quick.transformers import step_of, transform

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
        FunctionTransformer(),
    ],
)
def test_what_it_gives_is_what_the_transformer_gives(made):
    made.fit(GAPS)
    found = transform(made)(Rows(GAPS[:9]))
    assert np.allclose(found, made.transform(GAPS[:9]), equal_nan=True)


@pytest.mark.parametrize("columns", [["a", "c"], [0, 2], [True, False, True], slice(1, 3)])
def test_columns_by_name_position_mask_and_slice(columns):
    table = pd.DataFrame(X, columns=["a", "b", "c"])
    given = table if columns == ["a", "c"] else X
    made = ColumnTransformer([("s", StandardScaler(), columns)], remainder="passthrough")
    made.fit(given)
    assert np.allclose(transform(made)(Rows(given[:5])), made.transform(given[:5]))


def test_settings_that_are_not_known_are_left_to_the_transformer():
    assert step_of(MinMaxScaler(clip=True).fit(X)) is None
    assert step_of(QuantileTransformer(n_quantiles=5).fit(X)) is None
    assert step_of(FunctionTransformer(np.log1p)) is None
