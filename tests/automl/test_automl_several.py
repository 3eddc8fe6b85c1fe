"""A y of several columns, and quantiles of one: the whole line, in few places."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import is_classifier, is_regressor
from sklearn.datasets import make_multilabel_classification, make_regression
from sklearn.metrics import accuracy_score, r2_score

import lepton_automl
from lepton_automl import LeptonAutoML, LeptonClassifier, LeptonRegressor
from lepton_automl.builtin.quantile_metrics import pinball_loss
from lepton_automl.ensemble.blend import Blend
from lepton_automl.errors import InputError

QUICK = {"n_trials": 2, "cv": 2, "random_state": 0, "n_jobs": 1, "verbose": 0}
FLAGS = {"estimators": ["logistic_regression", "extra_trees"], **QUICK}
LINES = {"estimators": ["ridge", "k_neighbors"], **QUICK}


@pytest.fixture(scope="module")
def flags():
    X, y = make_multilabel_classification(160, 6, n_classes=3, random_state=0)
    return X, pd.DataFrame(y, columns=["red", "round", "rare"])


@pytest.fixture(scope="module")
def numbers():
    X, y = make_regression(160, 4, n_targets=2, noise=5.0, random_state=0)
    return X, y * [1.0, 100.0]


@pytest.fixture(scope="module")
def of_flags(flags):
    X, y = flags
    return LeptonAutoML(**FLAGS).fit(X[:120], y[:120])


def test_labels_are_recognised_and_learned(of_flags, flags):
    X, y = flags
    assert of_flags.task_.type == "multilabel"
    assert of_flags.classes_.tolist() == ["red", "round", "rare"]
    assert isinstance(of_flags.model_, Blend)
    chances = of_flags.predict_proba(X[120:])
    assert chances.shape == (40, 3)
    assert (of_flags.predict(X[120:]) == (chances >= 0.5)).all()
    expected = accuracy_score(y[120:], of_flags.predict(X[120:]))
    assert of_flags.score(X[120:], y[120:]) == expected
    assert of_flags.score(X[120:], y[120:][["rare", "red", "round"]]) == expected
    assert of_flags.history_.best.score > 0.7


def test_a_model_of_labels_comes_back_from_its_folder(of_flags, flags, tmp_path):
    X, y = flags
    again = lepton_automl.load(of_flags.save(tmp_path / "flags"))
    assert (again.predict_proba(X) == of_flags.predict_proba(X)).all()
    assert again.classes_.tolist() == ["red", "round", "rare"]
    assert again.score(X, y) == of_flags.score(X, y)
    assert is_classifier(again)
    assert "3 outputs" in repr(again)
    assert "red, round, rare" in (tmp_path / "flags/card.md").read_text("utf-8")


def test_sets_of_labels_are_learned_by_their_names(flags):
    X, y = flags
    sets = [{name for name in y if y.loc[i, name]} for i in y.index]
    model = LeptonClassifier(scoring="f1_macro", **FLAGS).fit(X, sets)
    assert model.classes_.tolist() == ["rare", "red", "round"]
    assert 0.3 < LeptonAutoML.score(model, X, sets) <= 1.0
    with pytest.raises(InputError, match="'square', which is none of the labels learned"):
        LeptonAutoML.score(model, X[:1], [{"square"}])


def test_several_numbers_are_recognised_and_learned(numbers, tmp_path):
    X, y = numbers
    model = LeptonAutoML(**LINES).fit(X[:120], y[:120])
    assert (model.task_.type, model.task_.outputs) == ("multioutput", (0, 1))
    found = model.predict(X[120:])
    assert model.score(X[120:], y[120:]) == r2_score(y[120:], found) > 0.95
    assert not hasattr(model, "predict_proba")
    again = lepton_automl.load(model.save(tmp_path / "numbers"))
    assert (again.predict(X[120:]) == found).all()
    assert is_regressor(again)


def test_the_regressor_takes_several_numbers_and_the_weights_count(numbers):
    X, y = numbers
    X, y = X[:80], y[:80].round().astype(int)
    weight = np.linspace(0.1, 5, len(X))
    ridge = {**LINES, "estimators": ["ridge"], "n_trials": 1}
    even = LeptonRegressor(**ridge).fit(X, y)
    uneven = LeptonRegressor(**ridge).fit(X, y, sample_weight=weight)
    assert even.task_.type == "multioutput"
    assert not np.allclose(even.predict(X), uneven.predict(X))


@pytest.mark.parametrize("given", [{"quantiles": [0.05, 0.95]}, {"task": "quantile"}])
def test_quantiles_are_learned_when_asked_for(numbers, tmp_path, given):
    X, y = numbers[0], numbers[1][:, 0]
    settings = {**QUICK, "estimators": ["linear_quantiles"], **given}
    model = LeptonRegressor(**settings).fit(X[:120], y[:120])
    levels = model.task_.outputs
    assert levels == tuple(given.get("quantiles", (0.1, 0.5, 0.9)))
    found = model.predict(X[120:])
    assert found.shape == (40, len(levels))
    assert (np.diff(found, axis=1) >= 0).all()
    again = lepton_automl.load(model.save(tmp_path / "quantiles"))
    assert (again.predict(X[120:]) == found).all()
    loss = pinball_loss(y[120:], found, outputs=levels)
    assert again.score(X[120:], y[120:]) == pytest.approx(-loss)
    assert -model.history_.best.score < 5


def test_levels_with_another_task_are_refused(numbers):
    with pytest.raises(InputError, match="cannot be had of a regression task"):
        LeptonAutoML(task="regression", quantiles=[0.5], **QUICK).fit(
            numbers[0], numbers[1][:, 0]
        )


def test_groups_stay_whole_where_y_has_several_columns(flags):
    X, y = flags
    groups = np.arange(len(X)) // 8
    model = LeptonAutoML(**{**FLAGS, "n_trials": 1, "estimators": ["ridge"]})
    assert model.fit(X, y, groups=groups).task_.grouped
