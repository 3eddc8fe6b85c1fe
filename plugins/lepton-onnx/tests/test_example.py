"""The example runs a model where there is nothing but onnxruntime."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lepton_onnx.artifact import save
from sklearn.datasets import load_digits

from lepton_automl.intake import take
from lepton_automl.plugin import Registry
from lepton_automl.prepare import pipeline

EXAMPLE = Path(__file__).parents[1] / "examples" / "predict.py"
# Runs a script where onnxruntime and numpy are all that can be imported.
BARE = """
import runpy, sys
FORBIDDEN = ("lepton", "sklearn", "scipy", "pandas", "joblib", "onnx", "skl2onnx")
class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in FORBIDDEN or top.startswith("lepton"):
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Nothing())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def table(n=150):
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "a, b [c]": np.where(random.random(n) < 0.1, np.nan, random.normal(size=n)),
            "heating": random.choice(["gas", "oil", "district"], n).astype(object),
            "open": random.random(n) < 0.5,
            "when": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(random.integers(0, 20_000, n), unit="h"),
            "told": [
                " ".join(random.choice(["Warm", "dry", "NEW", "old"], 6)) for _ in range(n)
            ],
        }
    )
    X.loc[::9, "heating"] = None
    return X, X["a, b [c]"].fillna(0) + (X["heating"] == "gas")


def written(X, y, estimator, folder):
    """Write a pipeline as a search makes it; return it, the rows it takes, and the classes."""
    registry = Registry()
    data, task = take(X, y, registry=registry)
    spec = registry.get("estimators", estimator)
    model = pipeline(spec, {}, task, registry.kinds, random_state=0).fit(data.X, data.y)
    save(model, folder, task)
    return model, data.X, task.classes


def run_bare(X, folder):
    X.to_csv(folder / "rows.csv", index=False)
    asked = [EXAMPLE, folder / "model.onnx", folder / "rows.csv"]
    ended = subprocess.run(
        [sys.executable, "-c", BARE, *asked], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_classes_and_probabilities_are_the_same(tmp_path):
    X, score = table()
    y = np.where(score > 0.3, "let", "free")
    model, rows, classes = written(X, y, "logistic_regression", tmp_path)
    strange = X.copy()
    strange.loc[::10, "heating"] = "wood"  # which the model takes for any unseen category
    lines = run_bare(strange, tmp_path)
    rows = rows.assign(heating=strange["heating"].to_numpy())
    told = [line.partition(" ") for line in lines]
    found = np.array([ast.literal_eval(probabilities) for _, _, probabilities in told])
    np.testing.assert_allclose(found, model.predict_proba(rows), atol=1e-9)
    assert [label for label, _, _ in told] == [classes[k] for k in model.predict(rows)]


def test_values_are_the_same(tmp_path):
    X, score = table()
    model, rows, _ = written(X, 1e6 + 1e3 * score, "ridge", tmp_path)
    found = [float(line) for line in run_bare(X, tmp_path)]
    np.testing.assert_allclose(found, model.predict(rows), rtol=1e-9)


def lepton(folder, *words):
    """Return what the command line prints, in a process of its own."""
    asked = [sys.executable, "-m", "lepton_automl", *words]
    ended = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.slow  # a search, and processes that import everything
@pytest.mark.timeout(600)
def test_the_command_line_makes_a_small_file_of_an_ensemble(tmp_path):
    X, y = load_digits(return_X_y=True, as_frame=True)
    X.assign(digit=y).to_csv(tmp_path / "digits.csv", index=False)
    search = ["--estimators", "mlp,kernel_svm", "--n-trials", "4", "--cv", "3", "--quiet"]
    words = ["--target", "digit", *search, "--scoring", "accuracy", "--random-state", "0"]
    lepton(tmp_path, "fit", "digits.csv", *words, "-o", "model")
    for more in ([], ["--quantize", "int8"]):
        told = lepton(
            tmp_path, "export", "model", "--format", "onnx", *more, "--data", "digits.csv"
        )
    score, drop = re.search(r"onnx-int8 (\S+) \(a drop of (\S+)\)", told).groups()
    facts = json.loads((tmp_path / "model" / "manifest.json").read_text())["formats"]
    assert facts["onnx-int8"]["size"] < 0.4 * facts["onnx"]["size"]
    assert facts["onnx-int8"]["latency_ms"] > 0
    assert abs(float(drop)) < 0.02
    lines = run_bare(X, tmp_path / "model" / "onnx-int8")
    named = np.array([int(line.partition(" ")[0]) for line in lines])
    assert np.mean(named == y) == pytest.approx(float(score), abs=1e-3)


def test_the_example_is_short():
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 30
