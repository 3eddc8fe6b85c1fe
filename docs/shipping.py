"""From a table to a model that predicts where nothing but onnxruntime is installed.

``python docs/shipping.py`` needs the package with ``[serve]`` and lepton-onnx, writes into the
folder it is started in, and ends with an error where one of the ways to predict differs.
"""
# ruff: noqa: T201  # it prints, to be read

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer

import lepton_automl
from lepton_automl import LeptonAutoML
from lepton_automl.serve import running

PREDICT = Path(__file__).parents[1] / "plugins" / "lepton-onnx" / "examples" / "predict.py"

# A table as tables are: numbers, words, and cells that are empty.
X, y = load_breast_cancer(return_X_y=True, as_frame=True)
X = X.iloc[:, :8].assign(texture=pd.qcut(X["mean texture"], 4, list("ABCD")).astype(object))
X = X.mask(np.random.default_rng(0).random(X.shape) < 0.05)
y = y.map({0: "malignant", 1: "benign"})
X_new, y_new = X[400:], y[400:]

# Fit, save, and load in this or any other process.
automl = LeptonAutoML(time_budget=20, only_exportable="onnx", random_state=0, verbose=0)
automl.fit(X[:400], y[:400]).save("model")
model = lepton_automl.load("model")
labels, chances = model.predict(X_new), model.predict_proba(X_new)
print(f"accuracy on {len(X_new)} new rows: {model.score(X_new, y_new):.3f}")

# One graph of the whole model, compared with it before it counts; the server then uses it.
subprocess.run(
    [sys.executable, "-m", "lepton_automl", "export", "model", "--format", "onnx"], check=True
)

# Served on this machine alone, and used from afar like the local one.
with running("model") as url:
    remote = lepton_automl.RemoteModel(url)
    assert (remote.predict(X_new) == labels).all()
    np.testing.assert_allclose(remote.predict_proba(X_new), chances, atol=1e-6)
print(f"served at {url}: the same")

# A new environment, in which there is onnxruntime, numpy, and nothing of ours.
subprocess.run([sys.executable, "-m", "venv", "bare"], check=True)
python = next(Path("bare").glob("[bS]*/python*")).absolute()
subprocess.run([python, "-m", "pip", "install", "-q", "onnxruntime", "numpy"], check=True)
X_new.to_csv("rows.csv", index=False)
words = [python, "-I", PREDICT, "model/onnx/model.onnx", "rows.csv"]
said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
bare = [line.partition(" ") for line in said]
assert [label for label, _, _ in bare] == labels.tolist()
np.testing.assert_allclose([ast.literal_eval(p) for _, _, p in bare], chances, atol=1e-6)
print("with onnxruntime alone: the same")
