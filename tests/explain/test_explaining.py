import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

from lepton_automl.errors import InputError
from lepton_automl.export import Predictor
from lepton_automl.plugin import Input, Registry, Task
from lepton_automl.task import Schema


@pytest.fixture(scope="module")
def fitted():
    X, y = make_classification(40, 5, n_informative=3, random_state=0)
    frame = pd.DataFrame(X, columns=list("abcde"))
    inputs = tuple(Input(name, "number") for name in "abcde")
    schema = Schema("table", inputs, columns=tuple("abcde"), named=True)
    task = Task("binary", schema, n_rows=40, classes=("no", "yes"), label_dtype="object")
    labels = np.where(y, "yes", "no")
    model = RandomForestClassifier(5, random_state=0).fit(frame, labels)
    registry = Registry(load_installed=False)
    predictor = Predictor(model, task, registry.kinds, spec=registry.tasks["binary"])
    return predictor, frame, labels


def test_a_loaded_model_explains_rows_in_any_order_of_columns(fitted):
    predictor, X, _ = fitted
    found = predictor.explain(X[::-1][list("edcba")], background=X)
    assert found.columns.tolist() == list("abcde")
    assert found.index.equals(X[::-1].index)
    whole = predictor.predict_proba(X[::-1])[:, 1] - found.attrs["base_value"]
    assert found.sum(axis=1).to_numpy() == pytest.approx(whole, abs=1e-9)


def test_rows_may_come_as_a_list(fitted):
    predictor, X, _ = fitted
    with pytest.warns(UserWarning, match="valid feature names"):
        found = predictor.explain(X.to_numpy()[:5].tolist(), background=X)
    assert found.index.tolist() == [0, 1, 2, 3, 4]


def test_without_others_the_rows_are_compared_with_each_other(fitted):
    predictor, X, _ = fitted
    found = predictor.explain(X[:25])
    base = predictor.predict_proba(X[:25])[:, 1].mean()
    assert found.attrs["base_value"] == pytest.approx(base)


def test_few_rows_need_others_to_be_compared_with(fitted):
    predictor, X, _ = fitted
    with pytest.raises(InputError, match="Pass background="):
        predictor.explain(X[:3])
    assert predictor.explain(X[:3], background=X).shape == (3, 5)


def test_time_must_be_some(fitted):
    predictor, X, _ = fitted
    with pytest.raises(InputError, match="time_budget must be above 0"):
        predictor.explain(X, time_budget=0)


def test_importance_is_by_the_metric_asked_for(fitted):
    predictor, X, y = fitted
    ranked = predictor.importance(X, y)
    assert (ranked["importance"].diff().dropna() <= 0).all()
    other = predictor.importance(X, y, scoring="accuracy")
    assert sorted(other["column"]) == list("abcde")
    assert not np.allclose(other["importance"], ranked["importance"])


def test_an_unknown_metric_is_refused(fitted):
    predictor, X, y = fitted
    with pytest.raises(InputError, match="Did you mean 'accuracy'"):
        predictor.importance(X, y, scoring="acuracy")
