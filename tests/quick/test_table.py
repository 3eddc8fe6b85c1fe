"""A table says what the encoder says."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

from lepton_automl.quick import table
from lepton_automl.quick.rows import Rows
from lepton_automl.quick.table import Lookup

RNG = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "a": RNG.choice(["x", "y", "z", np.nan], 200, p=[0.5, 0.3, 0.15, 0.05]),
        "b": RNG.choice(list("pqrstu"), 200, p=[0.6, 0.3, 0.05, 0.03, 0.01, 0.01]),
    },
    dtype=object,
)
X.loc[X["a"] == "nan", "a"] = np.nan
Y = (X["a"] == "x").to_numpy() + RNG.normal(size=200)
NEW = pd.DataFrame(
    {"a": ["x", np.nan, "new", None], "b": ["u", "p", None, "new"]}, dtype=object
)
NEW_OFTEN = pd.concat([NEW] * 8, ignore_index=True)  # more rows than are few
ORDINAL = {"handle_unknown": "use_encoded_value", "unknown_value": np.nan}


@pytest.mark.parametrize(
    "encoder",
    [
        OneHotEncoder(handle_unknown="ignore", sparse_output=False),
        OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5),
        OrdinalEncoder(**ORDINAL),
        OrdinalEncoder(**ORDINAL, encoded_missing_value=np.nan, max_categories=4),
        TargetEncoder(target_type="continuous"),
    ],
)
@pytest.mark.parametrize("as_array", [False, True])
def test_what_it_says_is_what_the_encoder_says(encoder, as_array):
    known, new = (X.to_numpy(), NEW.to_numpy()) if as_array else (X, NEW)
    encoder.fit(known, Y)
    lookup = Lookup.of(encoder)
    for rows in (known[:10], known, new, np.tile(new, (8, 1)) if as_array else NEW_OFTEN):
        expected = encoder.transform(rows)
        expected = expected.toarray() if hasattr(expected, "toarray") else expected
        assert np.array_equal(lookup(np.asarray(rows)), expected, equal_nan=True)
        columns = None if as_array else ("a", "b")
        assert np.array_equal(lookup.of_rows(Rows(rows), columns), expected, equal_nan=True)


def test_too_many_levels_are_left_to_the_encoder(monkeypatch):
    monkeypatch.setattr(table, "MOST_LEVELS", 5)
    assert Lookup.of(OrdinalEncoder(**ORDINAL).fit(X)) is None
