"""LeptonAutoML as its users meet it."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import make_classification
from sklearn.ensemble import VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.model_selection import FixedThresholdClassifier, GroupKFold
from sklearn.svm import LinearSVC

import lepton_automl
from lepton_automl import LeptonAutoML
from lepton_automl.errors import InputError, LeptonError

LINEAR = {
    "time_budget": None,
    "n_trials": 1,
    "executor": "inline",
    "random_state": 0,
    "verbose": 0,
}


def automl(*estimators, **options):
    return LeptonAutoML(estimators=estimators or None, **{**LINEAR, **options})


def test_words_come_back_as_words_with_their_probabilities(binary):
    X, y = binary
    model = automl("logistic_regression").fit(X, y)
    assert model.task_.type == "binary"
    assert set(model.predict(X)) <= {"yes", "no"}
    proba = model.predict_proba(X)
    assert proba.shape == (200, 2)
    assert proba.sum(axis=1) == pytest.approx(np.ones(200))
    assert (model.classes_[proba.argmax(axis=1)] == model.predict(X)).all()
    assert model.score(X, y) > 0.7


def test_fitted_attributes_say_what_happened(binary):
    X, y = binary
    model = automl("logistic_regression", "gaussian_nb", n_trials=2).fit(X, y)
    assert isinstance(model.model_, (VotingClassifier, CalibratedClassifierCV))
    assert model.n_features_in_ == 6
    assert model.feature_names_in_.tolist() == list("abcdef")
    assert model.metric_.name == "roc_auc"
    assert sum(model.weights_.values()) == pytest.approx(1.0)
    assert len(model.history_) == 3
    assert len(set(model.baseline_.predict(X))) == 1


def test_the_leaderboard_lists_all_that_was_tried(binary):
    model = automl("logistic_regression", "gaussian_nb", n_trials=4).fit(*binary)
    board = model.leaderboard()
    assert len(board) == 5
    assert board["weight"].sum() == pytest.approx(1.0)
    assert {"logistic_regression", "gaussian_nb", "baseline"} == set(board["estimator"])


def test_the_model_is_plain_scikit_learn_and_takes_the_same_table(binary):
    X, y = binary
    model = automl("logistic_regression").fit(X, y)
    assert (model.model_.predict(X) == model.predict(X)).all()
    assert clone(model.model_).fit(X, y).score(X, y) > 0.7


def test_numbers_are_numbers(numbers):
    X, y = numbers
    model = automl("ridge").fit(X, y)
    assert model.task_.type == "regression"
    assert model.score(X, y) > 0.9
    assert not hasattr(model, "predict_proba")
    with pytest.raises(AttributeError, match="has no classes"):
        model.classes_  # noqa: B018 - the look is the test


@pytest.mark.parametrize(
    ("scoring", "least"), [("balanced_accuracy", 0.7), ("neg_log_loss", -0.7), (None, 0.7)]
)
def test_the_score_is_the_scoring_that_was_asked_for(binary, scoring, least):
    X, y = binary
    model = automl("logistic_regression", scoring=scoring).fit(X, y)
    assert least < model.score(X, y) <= 1.0


def test_a_metric_of_labels_gets_its_threshold(tmp_path):
    X, y = make_classification(600, 8, weights=[0.85], flip_y=0.15, random_state=0)
    y = np.where(y, "rare", "common")
    model = automl("logistic_regression", scoring="balanced_accuracy").fit(X, y)
    assert isinstance(model.model_, FixedThresholdClassifier)
    plain = automl("logistic_regression", scoring="neg_log_loss").fit(X, y)
    assert (model.predict(X) == "rare").sum() > (plain.predict(X) == "rare").sum()
    again = lepton_automl.load(model.save(tmp_path / "model"))
    assert (again.predict(X) == model.predict(X)).all()


def test_a_scorer_of_ones_own_is_maximised(numbers):
    def bias(estimator, X, y):
        return -abs(float(np.mean(estimator.predict(X) - y)))

    model = automl("ridge", scoring=bias).fit(*numbers)
    assert model.metric_.name == "bias"


def test_a_scikit_learn_estimator_of_ones_own_takes_part(numbers):
    model = automl(Ridge(alpha=2.5)).fit(*numbers)
    assert model.leaderboard()["estimator"].tolist()[0] == "Ridge"


def test_an_estimator_without_probabilities_is_calibrated(binary):
    model = automl(LinearSVC(C=0.1)).fit(*binary)
    assert model.leaderboard()["estimator"].tolist()[0] == "LinearSVC"
    assert model.score(*binary) > 0.7


def test_without_an_ensemble_the_best_is_fitted_again_on_all_rows(numbers):
    X, y = numbers
    model = automl("ridge", "linear_regression", n_trials=2, ensemble=False).fit(X, y)
    assert len(model.model_.estimators_) == 1
    assert list(model.weights_.values()) == [1.0]


def test_all_members_are_fitted_again_on_all_rows_where_that_is_asked_for(numbers):
    X, y = numbers
    model = automl("ridge", "random_forest", n_trials=3, refit="full").fit(X, y)
    assert len(model.model_.estimators_) == len(model.weights_)
    bag = automl("ridge", "random_forest", n_trials=3, refit="bag").fit(X, y)
    assert bag.weights_ == model.weights_
    assert len(bag.model_.estimators_) == len(bag.weights_) * bag.history_.n_splits


def test_a_model_for_one_row_in_little_time_leaves_slow_members_out(numbers):
    X, y = numbers
    model = automl("ridge", "random_forest", n_trials=3, max_latency=0.012).fit(X, y)
    assert {c.estimator for c in model.weights_} == {"ridge"}
    with pytest.raises(InputError, match="max_latency=-1"):
        automl("ridge", max_latency=-1).fit(X, y)


def test_a_model_that_must_be_small_leaves_large_members_out(numbers, tmp_path):
    X, y = numbers
    model = automl("ridge", "random_forest", n_trials=3, max_size=50_000).fit(X, y)
    assert {c.estimator for c in model.weights_} == {"ridge"}
    assert (model.save(tmp_path / "model") / "model.joblib").stat().st_size <= 50_000


def test_in_time_the_model_knows_the_latest_rows():
    random = np.random.default_rng(0)
    X = pd.DataFrame({"x": random.normal(size=300), "t": np.arange(300.0)})
    y = X["x"] * np.where(X["t"] < 200, 1.0, -1.0)  # what was true is so no more
    model = automl("random_forest", n_trials=1, cv="time").fit(X, y)
    late = pd.DataFrame({"x": [-1.0, 1.0], "t": [299.0, 299.0]})
    assert np.sign(model.predict(late)).tolist() == [1.0, -1.0]
    assert (model.history_.n_splits, len(model.model_.estimators_)) == (5, 1)


def test_weights_and_groups_reach_the_fit(binary):
    X, y = binary
    weight = np.where(y == "yes", 50.0, 1.0)
    plain = automl("logistic_regression").fit(X, y)
    weighted = automl("logistic_regression").fit(X, y, sample_weight=weight)
    assert weighted.task_.weighted
    assert (weighted.predict(X) == "yes").sum() > (plain.predict(X) == "yes").sum()
    grouped = automl("logistic_regression", cv=GroupKFold(3))
    assert grouped.fit(X, y, groups=np.arange(200) % 5).task_.grouped


def test_inputs_and_the_global_random_state_are_left_as_they_were(binary):
    X, y = binary[0].copy(), binary[1].copy()
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    model = LeptonAutoML(**{**LINEAR, "random_state": None}, estimators=["random_forest"])
    model.fit(X, y).predict(X)
    assert (np.random.get_state()[1] == before).all()
    pd.testing.assert_frame_equal(X, binary[0])
    pd.testing.assert_series_equal(y, binary[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"task": "binry"}, "Did you mean 'binary'"),
        ({"scoring": "roc_acu"}, "Did you mean 'roc_auc'"),
        ({"estimators": ["rigde"]}, "Did you mean 'ridge'"),
        ({"exclude": ["rigde"]}, "Did you mean 'ridge'"),
        ({"n_jobs": 0}, "n_jobs=0"),
        ({"cv": 0}, "cv=0"),
        ({"time_budget": -1}, "time_budget=-1"),
        ({"time_budget": None, "n_trials": None}, "both None"),
        ({"kinds": {"aa": "number"}}, "aa"),
        ({"kinds": {"a": "nmber"}}, "Did you mean 'number'"),
        ({"executor": 3}, "has no method submit"),
    ],
)
def test_a_wrong_argument_is_named_with_its_value_and_a_way_out(binary, options, words):
    with pytest.raises(LeptonError, match=words):
        LeptonAutoML(**{"verbose": 0, **options}).fit(*binary)


def test_missing_and_extra_columns_are_named(binary):
    X, y = binary
    model = automl("logistic_regression").fit(X, y)
    with pytest.raises(InputError, match="'c'"):
        model.predict(X.drop(columns="c"))
    with pytest.raises(InputError, match="'zzz'"):
        model.predict(X.assign(zzz=1))
    assert (model.predict(X[list("fedcba")]) == model.predict(X)).all()


def test_before_fit_it_says_so(binary):
    for method in (automl().predict, automl().predict_proba):
        with pytest.raises(NotFittedError):
            method(binary[0])
    with pytest.raises(NotFittedError):
        automl().leaderboard()


def test_a_saved_model_predicts_the_same(binary, tmp_path):
    X, y = binary
    model = automl("logistic_regression", "gaussian_nb", n_trials=2).fit(X, y)
    path = model.save(tmp_path / "model")
    again = lepton_automl.load(path)
    assert (again.predict_proba(X) == model.predict_proba(X)).all()
    assert again.manifest_.target == "t"
    assert "roc_auc" in (path / "card.md").read_text()


def test_it_shows_itself_in_a_notebook(binary):
    model = automl("logistic_regression")
    assert "LeptonAutoML" in model._repr_html_()
    html = model.fit(*binary)._repr_html_()
    assert "logistic_regression" in html
    assert "VotingClassifier" in html


def test_observers_are_told(binary, monkeypatch):
    told = []

    def tell(self, event, **values):
        told.append(event)

    monkeypatch.setattr("lepton_automl.plugin.registry.Registry.tell", tell)
    automl("logistic_regression", cv=3).fit(*binary)
    assert told == ["fit_started", *["trial_finished"] * 3, "fit_finished"]


def test_verbose_zero_is_silent_and_one_is_not(binary, capsys):
    automl("logistic_regression").fit(*binary)
    assert capsys.readouterr() == ("", "")
    automl("logistic_regression", verbose=1).fit(*binary)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "roc_auc" in shown.err
