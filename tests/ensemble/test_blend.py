"""Predictions of several columns are averaged as scikit-learn averages those of one."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier

from lepton_automl.ensemble.blend import Blend

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))
LABELS = (X[:, :2] + 0.3 * RNG.normal(size=(80, 2)) > 0).astype(int)


def constant(*values):
    return DummyRegressor(strategy="constant", constant=np.array(values)).fit(
        X, np.zeros((80, len(values)))
    )


def classifiers():
    return [
        ("forest", RandomForestClassifier(10, random_state=0)),
        ("logistic", MultiOutputClassifier(LogisticRegression())),
    ]


def test_values_are_averaged_by_weight():
    members = [("a", constant(0, 10)), ("b", constant(4, 30))]
    blend = Blend(members, weights=[0.75, 0.25]).take([m for _, m in members])
    assert blend.predict(X[:1]).tolist() == [[1.0, 15.0]]
    assert is_regressor(blend)
    assert not hasattr(blend, "predict_proba")
    assert blend.n_features_in_ == 3


def test_labels_have_the_mean_probability_of_all_members():
    blend = Blend(classifiers(), form="labels").fit(X, LABELS)
    forest, logistic = (m.fit(X, LABELS) for _, m in classifiers())
    parts = [np.column_stack([p[:, 1] for p in m.predict_proba(X)]) for m in (forest, logistic)]
    assert blend.predict_proba(X) == pytest.approx(np.mean(parts, axis=0))
    assert (blend.predict(X) == (np.mean(parts, axis=0) >= 0.5)).all()
    assert blend.score(X, LABELS) > 0.8
    assert is_classifier(blend)
    assert blend.classes_.tolist() == [0, 1]


def test_each_label_may_have_its_threshold():
    blend = Blend(classifiers(), form="labels", threshold=[0.0, 1.1]).fit(X, LABELS)
    assert blend.predict(X[:2]).tolist() == [[1, 0], [1, 0]]


def test_quantiles_rise_in_each_row_and_are_those_of_one_number():
    members = [("a", constant(0, 10)), ("b", constant(30, 4))]
    blend = Blend(members, form="quantiles").take([m for _, m in members])
    assert blend.predict(X[:1]).tolist() == [[2.0, 20.0]]
    assert not is_regressor(blend)


def test_it_can_be_cloned_fitted_with_weights_and_pickled():
    y = np.column_stack([X[:, 0], -X[:, 1]])
    blend = Blend([("a", Ridge()), ("b", Ridge(alpha=10.0))], weights=[1.0, 3.0])
    even = clone(blend).fit(X, y)
    uneven = clone(blend).fit(X, y, sample_weight=np.arange(80.0))
    again = pickle.loads(pickle.dumps(uneven))
    assert (again.predict(X) == uneven.predict(X)).all()
    assert not np.allclose(even.predict(X), uneven.predict(X))
    assert even.score(X, y) > 0.95
    assert even.named_estimators_.a.alpha == 1.0


def test_it_may_hold_members_that_give_lists_and_arrays():
    members = [*classifiers(), ("near", KNeighborsClassifier())]
    assert Blend(members, form="labels").fit(X, LABELS).predict(X).shape == (80, 2)
