"""The made-up table of mixed columns has what it is for: a signal in every kind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from lepton_automl.builtin.bundled import breast_cancer, iris, mixed_demo

NUMBERS = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
LABELS = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression())
KINDS = {
    "number": (["monthly_fee", "hours_per_week"], NUMBERS),
    "category": (["plan", "region"], LABELS),
    "boolean": (["auto_pay"], LABELS),
    "datetime": (["year", "month"], LABELS),
    "text": ("last_message", make_pipeline(TfidfVectorizer(), LogisticRegression())),
}


@pytest.fixture(scope="module")
def mixed():
    X, y = mixed_demo()
    return X.assign(year=X["signed_up"].dt.year, month=X["signed_up"].dt.month), y


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_alone_tells_something_and_none_tells_all(mixed, kind):
    (X, y), (columns, model) = mixed, KINDS[kind]
    auc = cross_val_score(model, X[columns], y == "yes", scoring="roc_auc", cv=5).mean()
    assert 0.55 < auc < 0.8


def test_it_is_the_same_in_every_call():
    (X, y), (again, y_again) = mixed_demo(), mixed_demo()
    pd.testing.assert_frame_equal(X, again)
    pd.testing.assert_series_equal(y, y_again)
    assert not X.equals(mixed_demo(random_state=8)[0])


def test_values_are_missing_in_columns_of_three_kinds(mixed):
    X, _ = mixed
    assert set(X.columns[X.isna().any()]) >= {"hours_per_week", "plan", "signed_up"}
    assert X.isna().mean().max() < 0.1


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    mixed_demo(50)
    assert (np.random.get_state()[1] == before).all()


def test_classes_are_spelt_out():
    assert set(breast_cancer()[1]) == {"benign", "malignant"}
    assert set(iris()[1]) == {"setosa", "versicolor", "virginica"}
