"""Predictions of several columns have one form, whatever an estimator gives."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neural_network import MLPClassifier

from lepton_automl.plugin import TaskSpec
from lepton_automl.prepare import baseline, predict_several
from lepton_automl.task import Schema, Task

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
LABELS = np.column_stack([X[:, 0] > 0, X[:, 1] > 0.5, X[:, 2] > -0.5]).astype(int)


@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(10, random_state=0),
        MultiOutputClassifier(LogisticRegression()),
        OneVsRestClassifier(LogisticRegression()),
        ClassifierChain(LogisticRegression()),
        MLPClassifier((5,), solver="lbfgs", random_state=0),
    ],
    ids=lambda m: type(m).__name__,
)
def test_scikit_learns_multilabel_classifiers_give_one_array(model):
    said = predict_several(model.fit(X, LABELS), X, "labels")
    assert said.shape == LABELS.shape
    assert ((said >= 0.5) == model.predict(X)).mean() > 0.99
    assert ((said >= 0.5) == LABELS).mean() > 0.9


def test_a_label_that_never_varied_is_certain():
    constant = LABELS.copy()
    constant[:, 0], constant[:, 1] = 1, 0
    said = predict_several(DummyClassifier(strategy="prior").fit(X, constant), X, "labels")
    assert said[0].tolist() == pytest.approx([1.0, 0.0, constant[:, 2].mean()])


def test_values_are_floats_and_quantiles_never_cross():
    class Crossing:
        def predict(self, X):
            return [[3, 1, 2]] * len(X)

    assert predict_several(Crossing(), X[:2], "values").tolist() == [[3.0, 1.0, 2.0]] * 2
    assert predict_several(Crossing(), X[:2], "quantiles").tolist() == [[1.0, 2.0, 3.0]] * 2


def test_a_single_quantile_is_a_column():
    assert predict_several(Ridge().fit(X, X[:, 0]), X, "quantiles").shape == (60, 1)


def test_a_baseline_is_told_the_outputs_if_it_takes_them():
    def levels(outputs=(0.5,)):
        return outputs

    task = Task("t", Schema("array", ()), 3, outputs=(0.2, 0.8))
    assert baseline(TaskSpec("t", None, "m:t", (), levels), task) == (0.2, 0.8)
    assert baseline(TaskSpec("t", None, "m:t", (), lambda: "none"), task) == "none"
