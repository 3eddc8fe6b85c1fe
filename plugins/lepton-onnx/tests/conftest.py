"""Steps and models by themselves and as a graph, on the same rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lepton_onnx.artifact import build
from lepton_onnx.convert import transform
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.inputs import inputs
from lepton_onnx.model import OnnxClassifier, OnnxModel, feeds, session
from lepton_onnx.values import dense
from threadpoolctl import threadpool_limits

from lepton_automl.task import Input, Schema, Task


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with threadpool_limits(1):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def kind_of(column):
    if column.dtype.kind in "fib":
        return "number"
    return "datetime" if column.dtype.kind == "M" else "category"


@pytest.fixture
def task_for():
    """Return a function that says what is learned from X: numbers, or classes."""

    def make(X, classes=None):
        kind = "regression" if classes is None else "binary"
        kind = "multiclass" if classes is not None and len(classes) > 2 else kind
        if hasattr(X, "columns"):
            found = tuple(Input(name, kind_of(X[name])) for name in X.columns)
            schema = Schema("table", found)
        else:
            schema = Schema("array", (Input(None, "number", X.shape[1]),))
        known = None if classes is None else tuple(np.asarray(classes).tolist())
        dtype = None if classes is None else str(np.asarray(classes).dtype)
        return Task(kind, schema, n_rows=len(X), classes=known, label_dtype=dtype or "float64")

    return make


@pytest.fixture
def by_graph(task_for):
    """Return a function that gives what a fitted transformer makes of X, by its graph."""

    def run(step, X):
        task, graph = task_for(X), Graph()
        given = inputs(graph, task)
        graph.output("found", dense(graph, transform(step, graph, given)), DOUBLE, [None, None])
        running = session(graph.model().SerializeToString())
        return running.run(None, feeds(X, task))[0]

    return run


@pytest.fixture
def same(by_graph):
    """Return a function that compares a fitted transformer with its graph."""

    def check(step, X, given=None):
        wanted = step.transform(X if given is None else given)
        wanted = wanted.toarray() if hasattr(wanted, "toarray") else np.asarray(wanted)
        np.testing.assert_allclose(by_graph(step, X), wanted, rtol=1e-9, atol=1e-9)

    return check


@pytest.fixture
def written(task_for):
    """Return a function that gives a fitted model's graph as a model."""

    def make(model, X):
        task = task_for(X, getattr(model, "classes_", None))
        kind = OnnxModel if task.classes is None else OnnxClassifier
        return kind(build(model, task).model().SerializeToString(), task)

    return make


@pytest.fixture
def agree(written):
    """Return a function that compares a fitted model with its graph, on strange rows too."""

    def check(model, X, atol=1e-9):
        graph = written(model, X)
        if not hasattr(model, "classes_"):
            scale = max(1.0, float(np.std(model.predict(X))))
            found, wanted = graph.predict(X) / scale, model.predict(X) / scale
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=atol)
            return
        found, wanted = graph.predict_proba(X), model.predict_proba(X)
        np.testing.assert_allclose(found, wanted, rtol=0, atol=atol)
        best = np.sort(wanted, axis=1)[:, -2:]
        clear = best[:, -1] - best[:, 0] > 1e-9  # else the last digit decides
        assert np.array_equal(graph.predict(X)[clear], model.predict(X)[clear])

    return check


@pytest.fixture
def numbers(rng):
    """Return X, a y of numbers, of two and of three classes, and rows that were never seen."""
    X = rng.normal(size=(200, 4))
    value = X[:, 0] + X[:, 1] ** 2 + 0.1 * rng.normal(size=200)
    two = np.where(value > 1, "yes", "no")
    three = np.digitize(value, [0.0, 1.5])
    strange = np.vstack([X[:50], 100 * rng.normal(size=(30, 4)), np.zeros((1, 4))])
    return X, value, two, three, strange


@pytest.fixture
def holes():
    """Return a function that makes a share of the numbers missing."""

    def make(X, share=0.2):
        absent = np.random.default_rng(1).random(X.shape) < share
        return np.where(absent, np.nan, X)

    return make


@pytest.fixture
def frame():
    """Return a function that makes a table of object columns."""

    def make(**columns):
        return pd.DataFrame({name: np.array(v, dtype=object) for name, v in columns.items()})

    return make
