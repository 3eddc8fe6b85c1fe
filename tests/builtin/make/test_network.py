"""Small networks, with few rows and with few of a class."""

import pickle

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from lepton_automl.builtin.make.network import (
    EARLY_STOPPING_ROWS,
    SteadyMLPClassifier,
    mlp_classifier,
    mlp_regressor,
)

X = np.random.default_rng(0).normal(size=(60, 3))


def steady(**options):
    return SteadyMLPClassifier((4,), early_stopping=True, n_iter_no_change=2, **options)


@pytest.mark.parametrize("weight", [None, np.ones(60)])
def test_it_stops_early_with_a_class_of_one_member(weight):
    y = (X[:, 0] > 0).astype(int)
    y[0] = 2
    model = steady(max_iter=200, random_state=0).fit(X, y, weight)
    assert model.n_iter_ < 200
    assert model.predict_proba(X).shape == (60, 3)
    assert model.early_stopping is True


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_with_fewer_held_out_rows_than_classes_it_does_not_stop_early():
    y = np.arange(60) % 20
    model = steady(max_iter=3).fit(X, y)
    assert model.n_iter_ == 3
    assert model.early_stopping is True


def test_it_is_saved_as_its_parent():
    model = steady(max_iter=100, random_state=0).fit(X, X[:, 0] > 0)
    again = pickle.loads(pickle.dumps(model))
    assert type(again) is MLPClassifier
    assert (again.predict_proba(X) == model.predict_proba(X)).all()


def test_the_shape_is_width_and_depth():
    assert mlp_classifier(width=8, depth=2).hidden_layer_sizes == (8, 8)
    assert mlp_regressor(width=8, depth=3).regressor.hidden_layer_sizes == (8, 8, 8)


def test_early_stopping_needs_rows():
    assert mlp_classifier(n_rows=EARLY_STOPPING_ROWS).early_stopping is True
    assert mlp_classifier(n_rows=EARLY_STOPPING_ROWS - 1).early_stopping is False
