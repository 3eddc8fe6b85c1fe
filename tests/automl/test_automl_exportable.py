"""From a fit to an artifact in several formats, all of which were compared."""

import numpy as np
import pandas as pd
import pytest
from toy_plugins import formats

import lepton_automl
from lepton_automl import LeptonAutoML
from lepton_automl.errors import InputError
from lepton_automl.plugin import EstimatorSpec, ExporterSpec, hookimpl, including

QUICK = {"time_budget": None, "random_state": 0, "verbose": 0, "executor": "inline"}


def linear_only(spec: EstimatorSpec, task):
    """Return why all but linear models cannot be written."""
    return None if spec.family == "linear" else f"{spec.name!r} is not linear."


class Paper:
    """A format that takes linear models alone."""

    @hookimpl
    def lepton_register_exporters(self):
        return [ExporterSpec("paper", formats.save, formats.load, obstacle=linear_only)]


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    X = pd.DataFrame({"size": random.normal(size=80), "colour": random.choice(["r", "g"], 80)})
    X.loc[3, "size"] = np.nan
    return X, np.where(X["size"].fillna(0) > 0.3, "yes", "no")


def test_the_search_considers_only_what_can_be_written(table):
    with including(Paper()):
        automl = LeptonAutoML(n_trials=4, only_exportable="paper", **QUICK).fit(*table)
    board = automl.leaderboard()
    tried = set(board["estimator"]) - {"baseline"}
    assert tried
    assert tried <= {"logistic_regression", "ridge", "sgd", "linear_svm", "gradient_descent"}


def test_what_is_named_and_cannot_be_written_is_refused_at_once(table):
    automl = LeptonAutoML(n_trials=1, estimators=["gaussian_nb"], only_exportable="paper")
    with including(Paper()), pytest.raises(InputError, match="'gaussian_nb' is not linear"):
        automl.set_params(**QUICK).fit(*table)


@pytest.mark.slow
def test_several_formats_are_written_at_once_and_say_how_they_compare(table, tmp_path):
    X, y = table
    automl = LeptonAutoML(n_trials=2, estimators=["logistic_regression"], **QUICK).fit(X, y)
    place = automl.save(tmp_path / "model", format=["joblib", "skops"])
    wanted = automl.predict_proba(X)
    for name in ("joblib", "skops"):
        model = lepton_automl.load(place, format=name)
        np.testing.assert_array_equal(model.predict_proba(X), wanted)
        facts = model.manifest_.formats[name]
        assert facts["max_difference"] == facts["labels_that_differ"] == 0.0
        assert facts["rows_compared"] + facts["rows_left_out"] == 96
        assert min(facts["size"], facts["latency_ms"], facts["rows_per_second"]) > 0
