"""A SavedModel takes raw rows, and TensorFlow alone reads it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from lepton_keras.datasets.bundled import digits_images
from lepton_keras.exports import saved_model
from lepton_keras.face.wrap import wrap
from lepton_keras.formats import EXPORTERS
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.regressor import KerasRegressor
from lepton_keras.networks.text import TextNetwork
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl.plugin import Input, Task
from lepton_automl.task import Schema

ALONE = """
import json, sys
import numpy as np, tensorflow as tf
model = tf.saved_model.load(sys.argv[1])
found = model.signatures["serving_default"](image=tf.constant(np.load(sys.argv[2])))
assert not [m for m in sys.modules if m.startswith("lepton")]
print(json.dumps({name: value.numpy().tolist() if value.dtype != tf.string else
    [[c.decode() for c in np.ravel(row)] for row in value.numpy()]
    for name, value in found.items()}))
"""
JAX = """
import pickle, sys
import numpy as np
from lepton_keras.datasets.bundled import digits_images
from lepton_keras.images.uniform import UniformImages
from lepton_keras.networks.backend import backend
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.image import ImageNetwork
from sklearn.pipeline import make_pipeline
assert backend() == "jax"
X, y = digits_images()
network = ImageNetwork(width=8, depth=2, dense=32, augment="none")
model = KerasClassifier(network, epochs=8, learning_rate=0.01, n_jobs=1, random_state=0)
model = make_pipeline(UniformImages(), model).fit(X[:600, ..., None], y.to_numpy()[:600])
with open(sys.argv[1], "wb") as stream:
    pickle.dump((model, model.predict_proba(X[600:640, ..., None])), stream)
"""


@pytest.fixture(scope="module")
def written(voted, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved_model")
    return folder, saved_model.save(*(voted[0], folder, voted[1]))


def alone(model, images, tmp_path):
    """Return what a process with nothing but TensorFlow gets from a SavedModel."""
    np.save(tmp_path / "rows.npy", images.astype(np.float32))
    places = str(model), str(tmp_path / "rows.npy")
    ended = subprocess.run(
        [sys.executable, "-c", ALONE, *places], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_tensorflow_alone_predicts_the_same_from_raw_images(written, voted, images, tmp_path):
    found = alone(written[0] / "saved_model", images[:40], tmp_path)

    expected = voted[0].predict_proba(images[:40])
    np.testing.assert_allclose(found["probabilities"], expected, atol=1e-5)
    assert found["classes"][0] == voted[0].classes_.tolist()
    assert np.ravel(found["label"]).tolist() == voted[0].predict(images[:40]).tolist()


def test_it_is_read_as_an_estimator(written, voted, images):
    model = saved_model.load(written[0], voted[1])

    assert written[1] == {"lepton_keras", "numpy", "tensorflow"}
    np.testing.assert_allclose(
        model.predict_proba(images), voted[0].predict_proba(images), atol=1e-5
    )
    assert model.predict(images).tolist() == voted[0].predict(images).tolist()


def test_images_of_other_sizes_are_made_to_fit(written, voted, rng):
    model = saved_model.load(written[0], voted[1])
    several = np.empty(3, dtype=object)
    several[:] = [rng.integers(0, 17, size).astype(np.uint8) for size in
                  ((16, 12, 1), (5, 9, 1), (8, 8, 3))]  # fmt: skip

    np.testing.assert_allclose(
        model.predict_proba(several), voted[0].predict_proba(several), atol=1e-4
    )


@pytest.mark.slow
def test_texts_are_prepared_beside_the_graph(tmp_path):
    X = np.array([["good film"], ["bad film"]] * 12, dtype=object)
    y = np.array([1, 0] * 12)
    network = TextNetwork("average", words=20, longest=8, width=4)
    model = KerasClassifier(network, epochs=2, random_state=0).fit(X, y)
    task = Task(
        "binary", Schema("table", (Input("text", "text"),)), 24, (0, 1), label_dtype="int64"
    )

    saved_model.save(model, tmp_path, task)
    again = saved_model.load(tmp_path, task)

    assert (tmp_path / "prepare.joblib").stat().st_size < 10_000  # not the weights once more
    np.testing.assert_allclose(again.predict_proba(X), model.predict_proba(X), atol=1e-6)
    assert again.predict(X).dtype == np.int64


@pytest.mark.slow
def test_values_are_exported_too(tmp_path, rng):
    X = rng.normal(size=(40, 3))
    model = make_pipeline(StandardScaler(), KerasRegressor(epochs=1, random_state=0))
    model.fit(X, 100 + X[:, 0])
    task = Task("regression", Schema("array", (Input(None, "number", width=3),)), 40)

    saved_model.save(model, tmp_path, task)

    np.testing.assert_allclose(
        saved_model.load(tmp_path, task).predict(X), model.predict(X), rtol=1e-5
    )


@pytest.mark.slow
def test_a_model_of_ones_own_is_exported(tmp_path, rng):
    keras = load_keras()
    own = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "softmax")])
    X, y = rng.normal(size=(30, 3)), np.arange(30) % 2
    model = wrap(own, epochs=1, random_state=0).fit(X, y)
    schema = Schema("array", (Input(None, "number", width=3),))
    task = Task("binary", schema, 30, (False, True), label_dtype="bool")

    saved_model.save(model, tmp_path, task)
    again = saved_model.load(tmp_path, task)

    np.testing.assert_allclose(again.predict_proba(X), model.predict_proba(X), atol=1e-6)
    assert again.predict(X).dtype == np.bool_


def test_only_networks_are_asked_for(needs):
    for spec in EXPORTERS:
        assert "is no network" in spec.obstacle(needs(), None)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("jax") is None, reason="no JAX: pip install jax")
@pytest.mark.timeout(600)
def test_what_jax_has_trained_is_written_by_tensorflow(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", JAX, str(tmp_path / "model.pickle")],
        capture_output=True, text=True, check=False, env={**os.environ, "KERAS_BACKEND": "jax"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    model, expected = pickle.loads((tmp_path / "model.pickle").read_bytes())
    schema = Schema("array", (Input(None, "image", width=64),))
    task = Task("multiclass", schema, 600, tuple(range(10)), label_dtype="int64")
    X, y = digits_images()
    X = X[600:640, ..., None]

    saved_model.save(model, tmp_path, task)
    found = alone(tmp_path / "saved_model", X, tmp_path)

    np.testing.assert_allclose(found["probabilities"], expected, atol=1e-5)
    assert np.ravel(found["label"]).tolist() == [str(c) for c in expected.argmax(axis=1)]
    assert np.mean(expected.argmax(axis=1) == y[600:640]) > 0.8
