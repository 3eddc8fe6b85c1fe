import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

from lepton_automl.plugin import ExportError


@pytest.fixture
def names(rng, frame):
    def make(strange):
        colours = rng.choice(
            ["red", "green", "blue", "Blue ", "rot"], 120, p=[0.5, 0.3, 0.17, 0.02, 0.01]
        )
        cities = np.array([f"city {n}" for n in rng.integers(0, 40, 120)], dtype=object)
        X = frame(colour=colours, city=cities)
        X.loc[::7, "colour"] = np.nan
        if strange:
            X.loc[::5, "city"] = "nowhere"
            X.loc[::11, "colour"] = "RED"
            X.loc[::13, "city"] = np.nan
        return X

    return make


def ordinal(absent, **options):
    return OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=absent,
        encoded_missing_value=absent,
        **options,
    )


ENCODERS = [
    OneHotEncoder(handle_unknown="ignore"),
    OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=3),
    OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=4),
    ordinal(-1),
    ordinal(np.nan, max_categories=5),
]


@pytest.mark.parametrize("encoder", ENCODERS, ids=str)
def test_names_known_missing_and_unseen_are_encoded_the_same(encoder, names, same):
    same(encoder.fit(names(strange=False)), names(strange=True))


@pytest.mark.parametrize("target", ["binary", "multiclass", "continuous"])
def test_targets_of_names_are_the_same(target, names, same, rng):
    y = {
        "binary": rng.integers(0, 2, 120),
        "multiclass": rng.integers(0, 3, 120),
        "continuous": rng.normal(size=120),
    }[target]
    same(TargetEncoder(target_type=target).fit(names(strange=False), y), names(strange=True))


def test_numbers_as_names_are_encoded_the_same(rng, same):
    X = rng.integers(0, 5, (60, 2)).astype(float)
    X[::9, 0] = np.nan
    strange = np.array([[0.0, 9.0], [np.nan, 1.0], [2.0, 0.5], [4.0, np.nan]])
    step = OneHotEncoder(handle_unknown="ignore").fit(X)
    same(step, np.vstack([X, strange]))


def test_a_column_that_was_empty_is_encoded_the_same(frame, same):
    X = frame(a=["x", "y", "x"])
    X["b"] = pd.Series([np.nan] * 3, dtype=object)
    step = OneHotEncoder(handle_unknown="ignore").fit(X)
    strange = X.copy()
    strange.loc[1, "b"] = "new"
    same(step, strange)


def test_an_encoder_that_refuses_unseen_names_cannot_be_written(frame, by_graph):
    X = frame(a=["x", "y", "x"])
    with pytest.raises(ExportError, match="refuses what it does not know"):
        by_graph(OrdinalEncoder().fit(X), X)
