"""Calibration and thresholds are kept where they help, and only there.

tests/ensemble/test_calibrate.py has more of calibration.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score
from sklearn.model_selection import FixedThresholdClassifier

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble import Predicted, tune
from lepton_automl.ensemble.blend import Blend
from lepton_automl.score import make_score
from lepton_automl.task import Schema, Task

FOREVER = Clock(Budget(trials=1))
RNG = np.random.default_rng(0)
X = RNG.normal(size=(600, 3))
LOGIT = 2 * X[:, 0] - 2.0
Y = (RNG.random(600) < 1 / (1 + np.exp(-LOGIT))).astype(int)


def model():
    return VotingClassifier([("a", LogisticRegression())], voting="soft").fit(X, Y)


def plan(registry, scoring, n_classes=2):
    spec = registry.tasks["binary" if n_classes == 2 else "multiclass"]
    task = Task(spec.name, Schema("array", ()), 600, tuple(range(n_classes)), "int64")
    return SimpleNamespace(task=task, task_spec=spec, score=make_score(scoring, spec, registry))


def folds(sharpness, n_folds=5):
    """Return true logits, sharpened too much or too little, as folds of predictions."""
    p = 1 / (1 + np.exp(-sharpness * LOGIT))
    parts = np.array_split(np.arange(600), n_folds)
    return [Predicted(Y[rows], np.c_[1 - p[rows], p[rows]]) for rows in parts]


@pytest.mark.parametrize("scoring", ["neg_log_loss", "roc_auc"])
def test_probabilities_that_are_too_sure_are_calibrated(registry, scoring):
    tuned = tune(model(), folds(4.0), plan(registry, scoring), FOREVER)
    assert isinstance(tuned, CalibratedClassifierCV)
    said = Predicted.joined(folds(4.0))
    (inner,) = tuned.calibrated_classifiers_
    scaled = inner.calibrators[0].predict(np.log(said.prediction))
    assert log_loss(said.y, scaled) < log_loss(said.y, said.prediction) - 0.1
    plain = model().predict_proba(X)[:, 1]
    assert roc_auc_score(Y, tuned.predict_proba(X)[:, 1]) == roc_auc_score(Y, plain)


def test_a_temperature_makes_the_model_less_sure(registry):
    tuned = tune(model(), folds(4.0), plan(registry, "neg_log_loss"), FOREVER)
    sure, calmer = model().predict_proba(X), tuned.predict_proba(X)
    assert np.abs(calmer - 0.5).mean() < np.abs(sure - 0.5).mean()
    assert calmer.sum(axis=1) == pytest.approx(np.ones(600))
    assert tuned.classes_.tolist() == [0, 1]
    assert tuned.n_features_in_ == 3


def test_rows_too_easy_to_judge_by_do_not_make_it_surer(registry):
    plain = model()
    easy = [Predicted(f.y, np.where(np.eye(2)[f.y] == 1, 0.8, 0.2)) for f in folds(1.0)]
    assert tune(plain, easy, plan(registry, "neg_log_loss"), FOREVER) is plain


def test_a_tuned_model_can_be_cloned_and_fitted_again(registry):
    tuned = tune(model(), folds(4.0), plan(registry, "neg_log_loss"), FOREVER)
    assert clone(tuned).fit(X, Y).score(X, Y) > 0.7


def test_a_threshold_is_moved_where_labels_are_scored(registry):
    said = Predicted.joined(folds(1.0))
    tuned = tune(model(), folds(1.0), plan(registry, "f1"), FOREVER)
    assert isinstance(tuned, FixedThresholdClassifier)
    moved = f1_score(Y, tuned.predict(X))
    assert moved > f1_score(Y, model().predict(X))
    assert tuned.threshold < 0.5
    assert (tuned.predict_proba(X) == model().predict_proba(X)).all()
    assert f1_score(said.y, said.prediction[:, 1] >= tuned.threshold) > 0.6


def test_honest_probabilities_are_left_alone_by_chance_at_most_a_little(registry):
    tuned = tune(model(), folds(1.0), plan(registry, "neg_log_loss"), FOREVER)
    assert np.abs(tuned.predict_proba(X) - model().predict_proba(X)).max() < 0.05


@pytest.mark.parametrize(
    ("scoring", "n_folds", "clock"),
    [
        ("neg_log_loss", 1, FOREVER),
        ("f1", 1, FOREVER),
        ("neg_log_loss", 5, Clock(Budget(seconds=1e-9))),
    ],
)
def test_without_other_folds_or_time_nothing_is_tuned(registry, scoring, n_folds, clock):
    plain = model()
    assert tune(plain, folds(4.0, n_folds), plan(registry, scoring), clock) is plain


def test_labels_of_many_classes_are_left_alone(registry):
    plain = model()
    many = [Predicted(np.array([0, 1, 2] * 20), np.full((60, 3), 1 / 3)) for _ in range(2)]
    assert tune(plain, many, plan(registry, "accuracy", 3), FOREVER) is plain


def test_numbers_are_left_alone(registry):
    spec = registry.tasks["regression"]
    task = Task("regression", Schema("array", ()), 600)
    numbers = SimpleNamespace(task=task, task_spec=spec, score=make_score(None, spec, registry))
    assert tune("model", [], numbers, FOREVER) == "model"


def rare(n_rows=8_000, share=0.002):
    """Return folds of predictions of a class that one row in five hundred has."""
    random = np.random.default_rng(1)
    y = (random.random(n_rows) < share).astype(int)
    logit = random.normal(size=n_rows) + 4.0 * y - 6.0
    p = 1 / (1 + np.exp(-logit))
    return [Predicted(y[i::5], np.c_[1 - p[i::5], p[i::5]]) for i in range(5)]


@pytest.mark.parametrize("scoring", ["f1", "balanced_accuracy", "matthews_corrcoef"])
def test_a_class_of_one_row_in_five_hundred_gets_a_threshold_among_its_own(registry, scoring):
    told, folds = plan(registry, scoring), rare()
    said = Predicted.joined(folds)
    tuned = tune(model(), folds, told, FOREVER)
    assert isinstance(tuned, FixedThresholdClassifier)
    found = np.eye(2)[(said.prediction[:, 1] >= tuned.threshold).astype(int)]
    # As good as any threshold at all, or nearly so.
    every = np.unique(said.prediction[said.y == 1, 1])
    best = max(
        told.score(said.y, np.eye(2)[(said.prediction[:, 1] >= t).astype(int)]) for t in every
    )
    assert told.score(said.y, found) > 0.93 * best
    assert told.score(said.y, found) > told.score(said.y, said.prediction) + 0.1


def test_a_threshold_is_moved_where_the_usual_one_finds_nobody(registry):
    random, found = np.random.default_rng(0), 0
    told = plan(registry, "f1")
    for _ in range(5):
        y = (random.random(8_000) < 0.002).astype(int)
        p = 1 / (1 + np.exp(7.0 - random.normal(size=8_000) - 1.5 * y))
        tuned = tune(
            model(),
            [Predicted(y[i::5], np.c_[1 - p[i::5], p[i::5]]) for i in range(5)],
            told,
            FOREVER,
        )
        found += isinstance(tuned, FixedThresholdClassifier)
    assert found == 5  # whose f1 is 0 as it is


def test_a_threshold_heeds_weights(registry):
    heavy = [Predicted(f.y, f.prediction, np.where(f.y == 1, 9.0, 1.0)) for f in folds(1.0)]
    even, uneven = (
        tune(model(), f, plan(registry, "accuracy"), FOREVER) for f in (folds(1.0), heavy)
    )
    assert not isinstance(even, FixedThresholdClassifier)
    assert uneven.threshold < 0.3


def test_labels_of_which_a_row_has_several_share_a_threshold(registry):
    random = np.random.default_rng(0)
    chances = random.uniform(0, 0.6, size=(600, 3))
    y = (random.random((600, 3)) < chances).astype(int)
    spec = registry.tasks["multilabel"]
    task = Task("multilabel", Schema("array", ()), 600, outputs=("a", "b", "c"))
    asked = SimpleNamespace(
        task=task, task_spec=spec, score=make_score("f1_macro", spec, registry)
    )
    forest = RandomForestClassifier(5, random_state=0)
    blend = Blend([("a", forest)], form="labels").fit(X, y)
    said = [Predicted(y[i::4], chances[i::4]) for i in range(4)]
    tuned = tune(blend, said, asked, FOREVER)
    assert 0.1 < tuned.threshold < 0.4
    assert blend.threshold == 0.5
    assert (tuned.predict(X) == (blend.predict_proba(X) >= tuned.threshold)).all()
    assert (
        tune(
            blend,
            said,
            SimpleNamespace(
                task=task, task_spec=spec, score=make_score("roc_auc", spec, registry)
            ),
            FOREVER,
        )
        is blend
    )
