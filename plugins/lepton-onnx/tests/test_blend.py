import pickle

import numpy as np
import pytest
from lepton_onnx import convert
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import PowerTransformer, StandardScaler
from sklearn.tree import DecisionTreeRegressor

from lepton_automl.builtin.make.scaled_target import on_scaled_target
from lepton_automl.plugin import ExportError
from lepton_automl.prepare.all_classes import AllClasses

PAIR = [("line", LogisticRegression()), ("bayes", GaussianNB())]


@pytest.mark.parametrize("weights", [None, [3, 1], [0, 1]])
@pytest.mark.parametrize("classes", ["two", "three"])
def test_votes_are_the_same(weights, classes, numbers, agree):
    X, _, two, three, strange = numbers
    vote = VotingClassifier(PAIR, voting="soft", weights=weights)
    agree(vote.fit(X, two if classes == "two" else three), strange)


def test_means_are_the_same(numbers, agree):
    X, value, *_, strange = numbers
    members = [("line", Ridge()), ("tree", DecisionTreeRegressor(max_depth=3, random_state=0))]
    agree(VotingRegressor(members, weights=[0.3, 0.7]).fit(X, value), strange)


def test_votes_by_hand_are_refused(numbers, written):
    X, _, two, *_ = numbers
    with pytest.raises(ExportError, match="voting='hard'"):
        written(VotingClassifier(PAIR).fit(X, two), X)


@pytest.mark.parametrize("threshold", [0.1, 0.9, "auto"])
def test_a_threshold_decides_the_label(threshold, numbers, written):
    X, _, two, _, strange = numbers
    model = FixedThresholdClassifier(
        LogisticRegression(), threshold=threshold, response_method="predict_proba"
    ).fit(X, two)
    graph = written(model, X)
    assert np.array_equal(graph.predict(strange), model.predict(strange))
    found, wanted = graph.predict_proba(strange), model.predict_proba(strange)
    np.testing.assert_allclose(found, wanted, atol=1e-12)
    usual = LogisticRegression().fit(X, two).predict(strange)
    assert threshold == "auto" or not np.array_equal(graph.predict(strange), usual)


def test_a_tuned_threshold_is_the_same(numbers, agree):
    X, _, two, _, strange = numbers
    model = TunedThresholdClassifierCV(LogisticRegression(), scoring="balanced_accuracy", cv=3)
    model.set_params(response_method="predict_proba")
    agree(model.fit(X, two), strange)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"response_method": "decision_function", "threshold": 1.0}, "'decision_function'"),
        ({"response_method": "predict_proba", "pos_label": "no"}, "pos_label='no'"),
    ],
)
def test_thresholds_of_another_sort_are_refused(options, words, numbers, written):
    X, _, two, *_ = numbers
    model = FixedThresholdClassifier(LogisticRegression(), **options).fit(X, two)
    with pytest.raises(ExportError, match=words):
        written(model, X)


@pytest.mark.parametrize(
    "transformer", [StandardScaler(), StandardScaler(with_mean=False), None]
)
def test_values_are_scaled_back(transformer, numbers, agree):
    X, value, *_, strange = numbers
    model = TransformedTargetRegressor(Ridge(), transformer=transformer)
    agree(model.fit(X, 1e6 + 1e3 * value), strange)


def test_values_are_scaled_back_within_bounds(numbers, agree):
    X, value, *_, strange = numbers
    model = on_scaled_target(Ridge()).fit(X, 1e6 + 1e3 * value)
    model = pickle.loads(pickle.dumps(model))  # as it is saved
    assert model.predict(1e3 * X).max() < 1e6 + 1e3 * (value.max() + np.ptp(value))
    agree(model, np.vstack([strange, 1e3 * X]))


def test_a_target_transformed_otherwise_is_refused(numbers, written):
    X, value, *_ = numbers
    model = TransformedTargetRegressor(Ridge(), transformer=PowerTransformer()).fit(X, value)
    with pytest.raises(ExportError, match="transformed by PowerTransformer is not known"):
        written(model, X)


def test_classes_never_seen_have_no_probability(numbers, agree):
    X, *_, three, strange = numbers
    seen = three != 1
    agree(AllClasses(GaussianNB().fit(X[seen], three[seen]), n_classes=3), strange)


def test_frozen_models_are_the_same(numbers, agree):
    X, value, two, _, strange = numbers
    agree(FrozenEstimator(LogisticRegression().fit(X, two)), strange)
    agree(FrozenEstimator(Ridge().fit(X, value)), strange)


def test_a_score_that_nobody_knows_is_refused(numbers, written):
    with pytest.raises(ExportError, match="GaussianNB cannot be converted"):
        convert.scores(GaussianNB(), type("G", (), {"path": ""})(), None)
