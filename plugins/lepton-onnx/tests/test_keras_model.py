"""The estimators of lepton-keras as graphs, small and hardly trained."""

import numpy as np
import pandas as pd
import pytest
from lepton_onnx.artifact import build
from lepton_onnx.model import OnnxClassifier, OnnxModel
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

from lepton_automl.plugin import ExportError
from lepton_automl.task import Input, Schema, Task

ONCE = {"epochs": 1, "validation_fraction": 0, "n_jobs": 1, "random_state": 0}


@pytest.fixture
def classifier(keras):
    """Return a function that makes a classifier of a network."""
    from lepton_keras.networks.classifier import KerasClassifier

    return lambda network: KerasClassifier(network, **ONCE)


def written(model, schema, classes=(0, 1, 2)):
    kind = {0: "regression", 2: "binary", 3: "multiclass"}[len(classes)]
    known = {"classes": classes, "label_dtype": "int64"} if classes else {}
    task = Task(kind, schema, 30, **known)
    made = OnnxClassifier if classes else OnnxModel
    return made(build(model, task).model().SerializeToString(), task)


def array(kind, width=1):
    return Schema("array", (Input(None, kind, width),))


def check(model, schema, *Xs):
    graph = written(model, schema)
    for X in Xs:
        found, wanted = graph.predict_proba(X), model.predict_proba(X)
        np.testing.assert_allclose(found, wanted, atol=1e-5)
        assert found.shape == (len(X), 3)


def of_sizes(make, *sizes):
    found = np.empty(len(sizes), dtype=object)
    found[:] = [make(size) for size in sizes]
    return found


def test_images_of_any_size(classifier, rng):
    from lepton_keras.images.uniform import UniformImages
    from lepton_keras.networks.image import ImageNetwork

    X = (255 * rng.random((30, 9, 9, 1))).astype(np.uint8)
    others = of_sizes(
        lambda s: (255 * rng.random(s)).astype(np.uint8), (16, 12, 1), (5, 9, 1), (9, 9, 3)
    )
    network = ImageNetwork("separable", width=4, depth=2, dense=8)
    model = make_pipeline(UniformImages(), classifier(network)).fit(X, np.arange(30) % 3)
    check(model, array("image"), X, others)
    assert written(model, array("image")).predict_proba(X[:0]).shape == (0, 3)


@pytest.mark.parametrize("ragged", [False, True])
@pytest.mark.parametrize("kind", ["inception", "gru", "attention"])
@pytest.mark.slow
def test_sequences_of_any_length(kind, ragged, classifier, rng):
    from lepton_keras.networks.sequence import SequenceNetwork
    from lepton_keras.sequences.uniform import PaddedSequences

    lengths = rng.integers(3, 20, 30) if ragged else [20] * 30
    X = of_sizes(lambda n: rng.normal(size=(n, 2)).astype(np.float32), *lengths)
    others = of_sizes(lambda n: rng.normal(size=(n, 2)).astype(np.float32), 1, 25, 20)
    network = SequenceNetwork(kind, width=8, depth=2)
    model = make_pipeline(PaddedSequences(), classifier(network)).fit(X, np.arange(30) % 3)
    check(model, array("sequence"), X, others)


@pytest.mark.parametrize(
    "kind", ["convolution", pytest.param("gru", marks=pytest.mark.slow), "average"]
)
def test_texts(kind, classifier, rng):
    from lepton_keras.networks.text import TextNetwork

    said = ["good film", "bad, bad film!", "Straße"]
    X = pd.DataFrame({"told": np.array(said * 10, dtype=object)})
    strange = pd.DataFrame({"told": np.array(["", "never seen", "FILM " * 40], dtype=object)})
    network = TextNetwork(kind, words=50, longest=20, width=6, filters=8)
    model = classifier(network).fit(X, np.arange(30) % 3)
    check(model, Schema("table", (Input("told", "text"),)), X, strange)


def test_tables_of_numbers_categories_and_texts(classifier, rng):
    from lepton_keras.networks.table import TableNetwork

    def some(n):
        columns = {
            "told": np.array(["good film", "bad", "film"] * n, dtype=object),
            "size": rng.normal(size=3 * n),
            "colour": rng.choice(["red", "green"], 3 * n).astype(object),
        }
        return pd.DataFrame(columns)

    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    prepare = make_column_transformer(
        (StandardScaler(), ["size"]), (codes, ["colour"]), ("passthrough", ["told"])
    )
    network = TableNetwork(width=8, depth=1, categorical=(1,))
    X, strange = some(10), some(2)
    strange.loc[:2, "colour"] = "blue"
    model = make_pipeline(prepare, classifier(network)).fit(X, np.arange(30) % 3)
    kinds = {"told": "text", "size": "number", "colour": "category"}
    schema = Schema("table", tuple(Input(name, kind) for name, kind in kinds.items()))
    check(model, schema, X, strange)


def test_values_and_a_model_of_ones_own(keras, rng):
    from lepton_keras.networks.regressor import KerasRegressor

    def build_one(shape, n_outputs):
        layers = keras.layers
        return keras.Sequential(
            [keras.Input(shape), layers.Dense(4, "gelu"), layers.Dense(n_outputs)]
        )

    X = rng.normal(size=(30, 3))
    for network in (build_one, None):
        model = KerasRegressor(network, **ONCE).fit(X, 100 + 5 * X[:, 0])
        graph = written(model, array("number", 3), ())
        for rows in (X, 1e3 * X):  # where values are cut too
            np.testing.assert_allclose(graph.predict(rows), model.predict(rows), rtol=1e-5)


def test_one_output_for_two_classes_is_the_second(keras, classifier, rng):
    def build_one(shape, n_outputs):
        return keras.Sequential([keras.Input(shape), keras.layers.Dense(1, "sigmoid")])

    X = rng.normal(size=(30, 3))
    model = classifier(build_one).fit(X, np.arange(30) % 2)
    graph = written(model, array("number", 3), (0, 1))
    np.testing.assert_allclose(graph.predict_proba(X), model.predict_proba(X), atol=1e-6)


def test_an_architecture_of_ones_own_is_refused(classifier, rng):
    from lepton_keras.networks.table import TableNetwork

    class Mine(TableNetwork):
        pass

    X = rng.normal(size=(30, 3))
    model = classifier(Mine(width=4, depth=1)).fit(X, np.arange(30) % 3)
    with pytest.raises(ExportError, match=r"network \(Mine\): an architecture of your own"):
        written(model, array("number", 3))
