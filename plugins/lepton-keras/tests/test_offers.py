"""What is offered keeps its promises, with and without Keras."""

from __future__ import annotations

import sys

import lepton_keras
import numpy as np
import pytest
from lepton_keras import classical
from lepton_keras.datasets import DATASETS
from lepton_keras.kinds import KINDS

from lepton_automl import LeptonAutoML
from lepton_automl.testing import spec_checks
from lepton_automl.testing.parametrize import check_light_import


def test_importing_the_plugin_imports_nothing_heavy():
    check_light_import("lepton_keras")


LIGHT = spec_checks([*KINDS, *classical.ESTIMATORS, *DATASETS])


@pytest.mark.parametrize("check", LIGHT, ids=str)
def test_what_needs_no_keras_keeps_its_promises(check):
    check()


def test_classical_models_learn_from_images_without_keras(digits, monkeypatch):
    X, y = digits
    names = ["lda", "linear_svm", "extra_trees"]
    automl = LeptonAutoML(
        n_trials=3, estimators=names, cv=2, n_jobs=1, verbose=0, scoring="accuracy"
    )

    automl.fit(X[:200], y[:200])

    assert automl.task_.schema.kinds == {"image"}
    assert automl.n_features_in_ == 64
    assert automl.score(X[200:], y[200:]) > 0.85
    assert automl.predict(X[200:201].astype(float)).shape == (1,)


def test_classical_models_learn_from_ragged_sequences():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 2
    X = [np.sin(np.arange(rng.integers(20, 40)) * (0.3 + 0.4 * label)) for label in y]
    automl = LeptonAutoML(
        n_trials=2, estimators=["ridge", "extra_trees"], cv=2, n_jobs=1, verbose=0
    )

    automl.fit(X, y)

    assert automl.task_.schema.kinds == {"sequence"}
    assert automl.score(X, y) > 0.9


def test_a_table_with_pictures_is_learned_from():
    X, y = lepton_keras.datasets.bundled.listings_demo(160)
    automl = LeptonAutoML(
        n_trials=1, estimators=["logistic_regression"], cv=2, n_jobs=1, verbose=0
    )

    automl.fit(X, y)

    kinds = {i.name: i.kind for i in automl.task_.schema.inputs}
    assert kinds["picture"] == "image_column"
    assert automl.predict(X.head(3)).shape == (3,)


assert "lepton_keras" in sys.modules
