"""Steps and models by themselves and as a graph, on the same rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from lepton_onnx.artifact import build
from lepton_onnx.convert import transform
from lepton_onnx.graph import DOUBLE, FLOAT, INT64, Graph
from lepton_onnx.inputs import inputs
from lepton_onnx.keras.tensor import Tensor
from lepton_onnx.model import OnnxClassifier, OnnxModel, feeds, session
from lepton_onnx.values import dense
from threadpoolctl import threadpool_limits

from lepton_automl import LeptonAutoML
from lepton_automl._lazy import missing_packages
from lepton_automl.plugin import ExportError
from lepton_automl.task import Input, Schema, Task


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def fitted():
    """Return a function that searches over some estimators, one trial each."""

    def search(X, y, estimators, cv=3):
        return LeptonAutoML(
            n_trials=len(estimators),
            time_budget=math.inf,
            estimators=estimators,
            cv=cv,
            n_jobs=1,
            random_state=0,
            verbose=0,
        ).fit(X, y)

    return search


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


@pytest.fixture(scope="session")
def keras():
    """Return Keras, as lepton-keras sets it up."""
    backend = pytest.importorskip("lepton_keras.networks.backend", reason="no lepton-keras")
    if missing := missing_packages(backend.requirements()):
        pytest.skip(f"networks need {', '.join(missing)}")
    return backend.load_keras(1)


@pytest.fixture
def followed(keras, rng):
    """Return a function that gives what a model of Keras makes of arrays, by its graph."""
    from lepton_onnx.keras.follow import followed as follow

    def run(model, *arrays):
        graph, given = Graph(), {}
        for tensor, array in zip(model.inputs, arrays, strict=True):
            kind = FLOAT if array.dtype.kind == "f" else INT64
            name = graph.input(tensor.name, kind, [None, *array.shape[1:]])
            given[tensor.name] = Tensor(name, tuple(tensor.shape))
        found = follow(model, graph, given if len(given) > 1 else next(iter(given.values())))
        graph.output("found", found.name, FLOAT, None)
        running = session(graph.model().SerializeToString())
        names = [tensor.name for tensor in model.inputs]
        return running.run(None, dict(zip(names, arrays, strict=True)))[0]

    return run


@pytest.fixture
def agrees(keras, followed, rng):
    """Return a function that compares a model or layer, with random weights, with its graph."""

    def check(model, *arrays, atol=1e-5):
        if not isinstance(model, keras.Model):
            model = keras.Sequential([keras.Input(arrays[0].shape[1:]), model])
        model.set_weights([0.1 + 0.5 * rng.random(w.shape) for w in model.get_weights()])
        given = list(arrays) if len(arrays) > 1 else arrays[0]
        wanted = np.asarray(model.predict_on_batch(given))
        found = followed(model, *arrays)
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=atol)

    return check


@pytest.fixture
def refuses(keras, followed):
    """Return a function that gives what is said of a layer that cannot be converted."""

    def ask(model, *arrays):
        if not isinstance(model, keras.Model):
            model = keras.Sequential([keras.Input(arrays[0].shape[1:]), model])
        with pytest.raises(ExportError) as told:
            followed(model, *arrays)
        return str(told.value)

    return ask


@pytest.fixture
def tensor(rng):
    """Return a function that makes an array of 32 bits, as networks are given."""

    def make(*shape):
        return rng.normal(size=shape).astype(np.float32)

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
        clear = best[:, -1] - best[:, 0] > atol  # else the last digit decides
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
