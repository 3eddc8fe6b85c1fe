"""From a search over networks to a graph that onnxruntime alone predicts the same with."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import lepton_automl
from lepton_automl import export

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("keras")]

ALONE = """
import json, sys
import numpy as np, onnxruntime
running = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
given = np.load(sys.argv[2], allow_pickle=True).item()
label, shares = running.run(["label", "probabilities"], given)
heavy = ("keras", "tensorflow", "lepton", "sklearn", "pandas")
assert not [name for name in sys.modules if name.startswith(heavy)]
print(json.dumps([label.tolist(), shares.tolist()]))
"""


@pytest.fixture(autouse=True)
def with_networks(monkeypatch):
    """Let lepton-keras take part, which the tests of this package otherwise do without."""
    absent = os.environ.get("LEPTON_DISABLE_PLUGINS", "").split(",")
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", ",".join({*absent} - {"keras"}))


def alone(path, given, tmp_path):
    """Return what a process with nothing but onnxruntime predicts."""
    np.save(tmp_path / "given.npy", given, allow_pickle=True)
    places = (str(path / "onnx" / "model.onnx"), str(tmp_path / "given.npy"))
    ended = subprocess.run(
        [sys.executable, "-c", ALONE, *places], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return [np.array(part) for part in json.loads(ended.stdout)]


def written(automl, tmp_path):
    path = automl.save(tmp_path / "model", format=["joblib", "onnx"])
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    facts = manifest["formats"]["onnx"]
    assert facts["max_difference"] <= 1e-5
    assert facts["labels_that_differ"] == 0.0
    assert {"keras", "tensorflow", "sklearn"}.isdisjoint(facts["modules"])
    return path


def test_images(tmp_path, fitted):
    from lepton_keras.datasets.bundled import digits_images

    X, y = digits_images()
    automl = fitted(X[:200], y[:200], ["keras_image"], cv=2)
    path = written(automl, tmp_path)
    rows = X[200:260]
    label, shares = alone(path, {"X": rows[..., None].astype(np.float32)}, tmp_path)
    assert label.tolist() == automl.predict(rows).tolist()
    np.testing.assert_allclose(shares, automl.predict_proba(rows), atol=1e-5)
    facts = export.add(path, "onnx", quantize="int8")[1]
    assert facts["size"] < 0.4 * (path / "onnx" / "model.onnx").stat().st_size
    assert facts["max_difference"] < 0.1


def test_sequences_of_differing_lengths(tmp_path, fitted):
    rng = np.random.default_rng(0)
    X = [np.sin(np.arange(rng.integers(5, 30)) * (1 + i % 3)) for i in range(60)]
    automl = fitted(X, np.arange(60) % 3, ["keras_sequence"], cv=2)
    path = written(automl, tmp_path)
    _, shares = alone(path, {"X": X[0][None, :, None].astype(np.float32)}, tmp_path)
    np.testing.assert_allclose(shares, automl.predict_proba(X[:1]), atol=1e-5)
    loaded = lepton_automl.load(path, format="onnx")
    assert loaded.predict(X).tolist() == automl.predict(X).tolist()


def table(n=90):
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    words = ["good", "bad", "film", "Straße", "x2", "don't", "fine!"]
    said = [" ".join([*rng.choice(words, 5), "abc"[c] * 3]) for c in y]
    columns = {
        "told": said,
        "size": rng.normal(size=n) + y,
        "colour": rng.choice(["r", "g"], n),
    }
    return pd.DataFrame(columns), y


@pytest.mark.parametrize("estimator", ["keras_text", "keras_table"])
def test_texts_and_tables(estimator, tmp_path, fitted):
    X, y = table()
    X = X[["told"]] if estimator == "keras_text" else X
    automl = fitted(X, np.array(["no", "yes", "so"])[y], [estimator], cv=2)
    path = written(automl, tmp_path)
    given = {name: X[[name]].to_numpy() for name in X.columns}
    given = {n: v.astype(float) if n == "size" else v.astype(object) for n, v in given.items()}
    label, shares = alone(path, given, tmp_path)
    assert label.tolist() == automl.predict(X).tolist()
    np.testing.assert_allclose(shares, automl.predict_proba(X), atol=1e-5)


def test_a_network_and_a_classical_member_are_one_graph(tmp_path, fitted):
    X, position = table()
    value = 10 + X["size"] + 3 * position
    automl = fitted(X, value, ["keras_table", "ridge", "extra_trees"], cv=2)
    path = automl.save(tmp_path / "model", format=["joblib", "onnx"])
    loaded = lepton_automl.load(path, format="onnx")
    np.testing.assert_allclose(loaded.predict(X), automl.predict(X), rtol=1e-5)
