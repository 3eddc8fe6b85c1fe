"""From a search to a graph that predicts the same."""

import json

import numpy as np
import pandas as pd
import pytest

import lepton_automl
from lepton_automl import LeptonAutoML, export

pytestmark = pytest.mark.slow
WORDS = [
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "islet",
    "jade",
]


def table(n=300):
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "a, b [c]": np.where(random.random(n) < 0.1, np.nan, random.normal(size=n)),
            "heating": random.choice(["gas", "oil", "district"], n).astype(object),
            "open": random.random(n) < 0.5,
            "when": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(random.integers(0, 20_000, n), unit="h"),
            "told": [" ".join(random.choice(WORDS, 6)) + "!" for _ in range(n)],
        }
    )
    X.loc[::9, "heating"] = None
    told = X["told"].str.contains("amber") * 1.0
    score = X["a, b [c]"].fillna(0) + (X["heating"] == "gas") + told
    return X, score + 0.3 * random.normal(size=n)


ESTIMATORS = ["logistic_regression", "hist_gradient_boosting"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory, fitted):
    X, score = table()
    automl = fitted(X, np.where(score > 1.2, "let", "free"), ESTIMATORS)
    path = automl.save(tmp_path_factory.mktemp("end") / "model", format=["joblib", "onnx"])
    return automl, path, X


def test_the_graph_was_compared_and_its_figures_are_told(saved):
    _, path, _ = saved
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    facts = manifest["formats"]["onnx"]
    assert facts["max_difference"] <= 1e-4
    assert facts["median_difference"] <= 1e-5
    assert facts["labels_that_differ"] == 0.0
    assert facts["rows_compared"] > 20
    assert facts["size"] > 0
    assert facts["latency_ms"] > 0
    assert set(facts["modules"]) == {"lepton_onnx", "numpy", "onnxruntime"}


def test_loaded_as_a_graph_it_predicts_the_same(saved):
    automl, path, X = saved
    loaded = lepton_automl.load(path, format="onnx")
    assert np.array_equal(loaded.predict(X), automl.predict(X))
    np.testing.assert_allclose(loaded.predict_proba(X), automl.predict_proba(X), atol=1e-9)


def test_a_regression_is_a_file_too(tmp_path, fitted):
    X, score = table(200)
    automl = fitted(X, 1e6 + 1e3 * score, ["ridge", "extra_trees"])
    path = automl.save(tmp_path / "model", format=["joblib", "onnx"])
    loaded = lepton_automl.load(path, format="onnx")
    np.testing.assert_allclose(loaded.predict(X), automl.predict(X), rtol=1e-9)


def test_only_what_can_be_written_is_searched_if_asked_for(tmp_path):
    X, score = table(200)
    automl = LeptonAutoML(
        n_trials=6, only_exportable="onnx", cv=3, n_jobs=1, random_state=0, verbose=0
    ).fit(X, np.digitize(score, [0.5, 1.5]))
    automl.save(tmp_path / "model", format=["joblib", "onnx"])


def test_eight_bits_are_added_beside_it(tmp_path, fitted):
    X, score = table(200)
    automl = fitted(X, score > 1.2, ["mlp"])
    path = automl.save(tmp_path / "model")
    name, facts = export.add(path, "onnx", quantize="int8")
    whole = export.add(path, "onnx")[1]
    assert name == "onnx-int8"
    assert facts["size"] < whole["size"]
    assert facts["max_difference"] < 0.2
    assert {"latency_ms", "labels_that_differ"} <= set(facts)
