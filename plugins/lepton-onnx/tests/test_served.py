"""A server answers with the graph where an artifact has one."""

import numpy as np
import pandas as pd
import pytest

from lepton_automl import LeptonAutoML
from lepton_automl.serve.engine import PREDICT, PROBA, Engine, Question
from lepton_automl.serve.json_rows import rows_from_json

pytestmark = pytest.mark.slow


@pytest.fixture
def people(tmp_path):
    """A model of mixed columns with missing values, and its artifact in both formats."""
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "age": random.integers(18, 80, 120).astype(float),
            "job": random.choice(["cook", "clerk", "smith"], 120),
        }
    )
    X.loc[::7, "age"] = np.nan
    y = np.where(X["age"].fillna(0) > 40, "yes", "no")
    automl = LeptonAutoML(
        n_trials=2,
        time_budget=None,
        estimators=["logistic_regression", "gaussian_nb"],
        only_exportable="onnx",
        executor="inline",
        random_state=0,
        verbose=0,
    ).fit(X, y)
    return X, automl.save(tmp_path / "people", format=["joblib", "onnx"])


def test_the_graph_answers_as_the_pipeline_does(people):
    X, place = people
    graph, pipeline = (
        Engine.load("people", place),
        Engine.load("people", place, format="joblib"),
    )
    assert (graph.format, pipeline.format) == ("onnx", "joblib")
    assert type(graph.predictor.model).__module__.startswith("lepton_onnx")
    wanted = frozenset({PREDICT, PROBA})
    records = X.astype(object).where(X.notna(), None).to_dict("records")
    one, other = (
        engine.answer([Question(rows_from_json(records, engine.signature), wanted)])[0]
        for engine in (graph, pipeline)
    )
    np.testing.assert_allclose(one[PROBA], other[PROBA], atol=1e-4)
    assert one[PREDICT].tolist() == other[PREDICT].tolist()
    assert one[PREDICT].dtype == other[PREDICT].dtype
