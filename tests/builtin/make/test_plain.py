"""Estimators that repair their parent, and are saved as the parent."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import has_fit_parameter

from lepton_automl.builtin.make.plain import (
    SavedAsParent,
    WeightedPipeline,
    held_out,
    labels,
    take,
    with_pairs,
)


class Kept(SavedAsParent, DummyRegressor):
    """A dummy that is saved as scikit-learn's."""


def test_the_fitted_form_is_saved_as_the_parent():
    model = Kept().fit([[0.0]], [3.0])
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is DummyRegressor
    assert again.predict([[0.0]]).tolist() == [3.0]


def test_the_unfitted_form_stays_what_it_is():
    assert type(pickle.loads(pickle.dumps(Kept()))) is Kept
    assert type(copy.deepcopy(Kept())) is Kept


def test_a_saved_one_carries_scikit_learns_version():
    model = Kept().fit([[0.0]], [3.0])
    model._sklearn_version = "0.1"
    state = model.__reduce_ex__(4)[2]
    assert state["_sklearn_version"] != "0.1"


@pytest.mark.parametrize(
    "values", [[[1], [2], [3]], np.array([[1], [2], [3]]), pd.DataFrame({"a": [1, 2, 3]})]
)
def test_rows_are_taken_of_anything(values):
    assert np.asarray(take(values, np.array([0, 2]))).tolist() == [[1], [3]]
    assert np.asarray(take(values, np.array([True, False, True]))).tolist() == [[1], [3]]


def test_rows_are_taken_of_any_sparse_format():
    found = take(sparse.coo_matrix([[1], [2], [3]]), np.array([0, 2]))
    assert found.toarray().tolist() == [[1], [3]]
    assert take(None, np.array([0])) is None


@pytest.mark.parametrize("y", [[0, 1], ["a", "b"], [0.0, 1.0], [True, False]])
def test_labels_are_recognised(y):
    assert labels([[0], [0]], y, None).tolist() == y


@pytest.mark.parametrize(
    ("y", "weight"), [([0, 1, 1], None), ([0.5, 1.5], None), ([0, 1], [1.0]), (None, None)]
)
def test_what_is_malformed_is_left_to_the_parent(y, weight):
    assert labels([[0], [0]], y, weight) is None


def test_only_single_members_are_paired():
    assert with_pairs([5, 7, 5]).tolist() == [0, 1, 2, 1]
    assert with_pairs([5, 5]).tolist() == [0, 1]


def test_each_class_gives_its_share():
    y = np.repeat([0, 1, 2], [40, 20, 5])
    out = held_out(len(y), 0.1, random_state=0, y=y)
    assert np.bincount(y[out], minlength=3).tolist() == [4, 2, 0]
    assert (out == held_out(len(y), 0.1, random_state=0, y=y)).all()
    assert (out != held_out(len(y), 0.1, random_state=1, y=y)).any()


def test_a_pipeline_hands_weights_to_its_last_step_and_is_saved_as_scikit_learns():
    weight = np.array([1.0, 0.0, 3.0])
    model = WeightedPipeline.of(StandardScaler(), DummyRegressor())
    assert has_fit_parameter(model, "sample_weight")
    assert type(pickle.loads(pickle.dumps(model))) is WeightedPipeline
    model.fit(np.zeros((3, 1)), [1.0, 50.0, 5.0], sample_weight=weight)
    assert model.predict([[0.0]]).tolist() == [4.0]
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is Pipeline
    assert again.predict([[0.0]]).tolist() == [4.0]
    assert clone(model).fit(np.zeros((2, 1)), [1.0, 3.0]).predict([[0.0]]).tolist() == [2.0]
