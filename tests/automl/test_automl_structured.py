"""A task whose y has a structure goes the whole way, from fit to a loaded artifact."""

import numpy as np
import pytest
from toy_plugins import detection
from toy_plugins.boxes import pictures

import lepton_automl
from lepton_automl import LeptonAutoML
from lepton_automl.plugin import including

QUICK = {"time_budget": None, "random_state": 0, "verbose": 0}


@pytest.mark.parametrize("executor", ["inline", None])
def test_boxes_in_pictures_are_learned_saved_and_found_again(tmp_path, executor):
    X, y = pictures()
    with including(detection):
        automl = LeptonAutoML(n_trials=4, executor=executor, n_jobs=2, **QUICK)
        automl.fit(X[:60], y[:60])
        assert automl.task_.type == "detection_toy"
        assert automl.metric_.name == "mean_overlap"
        found = automl.predict(X[60:])
        assert set(found[0]) == set(y[0])
        baseline = automl.history_.trials[next(iter(automl.history_.trials))]
        assert automl.score(X[60:], y[60:]) > baseline.score + 0.2
        again = lepton_automl.load(automl.save(tmp_path / "model"))
        for one, other in zip(again.predict(X[60:]), found, strict=True):
            assert all(np.array_equal(one[key], other[key]) for key in other)


def test_such_a_model_is_one_pipeline_fitted_on_all_rows():
    X, y = pictures()
    with including(detection):
        automl = LeptonAutoML(n_trials=2, executor="inline", **QUICK).fit(X, y)
    (member,) = automl.weights_
    assert -1 in [fold.index for fold in automl.history_.trials[member].folds]


def test_without_the_plugin_the_error_says_what_is_missing():
    X, y = pictures()
    with pytest.raises(lepton_automl.errors.InputError, match="plugin"):
        LeptonAutoML(n_trials=1, executor="inline", **QUICK).fit(X, y)
