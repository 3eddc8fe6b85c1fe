import numpy as np
import pandas as pd
import pytest
from explain.counted import counted
from sklearn.ensemble import RandomForestRegressor, VotingClassifier, VotingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl.explain.attribute import attribute
from lepton_automl.explain.blend import respond
from lepton_automl.task import Input, Schema, Task

SCHEMA = Schema("array", (Input(None, "number", 4),))
NUMBER = Task("regression", SCHEMA, n_rows=50)
CLASSES = Task("multiclass", SCHEMA, n_rows=50, classes=("a", "b", "c"), label_dtype="object")
PAIR = Task("binary", SCHEMA, n_rows=50, classes=("no", "yes"), label_dtype="object")


def halves(numbers):
    return numbers.take(np.arange(5)), numbers.take(np.arange(5, 25))


def blended(numbers, *estimators):
    y = numbers.X[:, 0] * numbers.X[:, 1] + numbers.X[:, 2]
    pairs = [(str(i), make_pipeline(StandardScaler(), e)) for i, e in enumerate(estimators)]
    return VotingRegressor(pairs).fit(numbers.X, y)


def test_a_blend_of_linear_models_and_forests_is_exact(numbers):
    model = blended(numbers, Ridge(), RandomForestRegressor(5, random_state=0))
    rows, background = halves(numbers)
    found = attribute(model, rows, background, NUMBER, "predict", time_budget=60)
    true = counted(lambda X: respond(model, "predict", X), rows, background)
    assert found.to_numpy() == pytest.approx(true[:, :, 0], abs=1e-9)
    assert found.attrs["method"] == "exact"
    assert found.attrs["error"] == 0.0


def test_what_cannot_be_computed_is_sampled_beside_what_can(numbers):
    model = blended(numbers, Ridge(), KNeighborsRegressor())
    rows, background = halves(numbers)
    found = attribute(model, rows, background, NUMBER, "predict", time_budget=5)
    true = counted(lambda X: respond(model, "predict", X), rows, background)
    assert found.to_numpy() == pytest.approx(true[:, :, 0], abs=0.1)
    assert found.attrs["exact"] == pytest.approx(0.5)
    assert found.attrs["error"] > 0
    whole = model.predict(rows.X) - found.attrs["base_value"]
    assert found.sum(axis=1).to_numpy() == pytest.approx(whole, abs=1e-9)


def test_of_two_classes_the_second_is_told(numbers):
    y = np.where(numbers.X[:, 0] > 0, "yes", "no")
    model = LogisticRegression().fit(numbers.X, y)
    rows, background = halves(numbers)
    index = pd.Index(list("vwxyz"))
    found = attribute(
        model, rows, background, PAIR, "predict_proba", time_budget=5, index=index
    )
    assert found.columns.tolist() == ["x0", "x1", "x2", "x3"]
    assert found.index.equals(index)
    whole = model.predict_proba(rows.X)[:, 1] - found.attrs["base_value"]
    assert found.sum(axis=1).to_numpy() == pytest.approx(whole, abs=1e-9)


def test_several_classes_have_a_table_each(numbers):
    y = np.array(["a", "b", "c"])[np.argmax(numbers.X[:, :3], axis=1)]
    model = VotingClassifier([("m", LogisticRegression())], voting="soft").fit(numbers.X, y)
    rows, background = halves(numbers)
    found = attribute(model, rows, background, CLASSES, "predict_proba", time_budget=5)
    assert found["b"].shape == (5, 4)
    sums = found.T.groupby(level="output").sum().T.to_numpy()
    whole = model.predict_proba(rows.X) - np.array(found.attrs["base_value"])
    assert sums == pytest.approx(whole, abs=1e-9)
    assert sums.sum(axis=1) == pytest.approx(0.0, abs=1e-9)
