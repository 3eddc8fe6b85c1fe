import json
import subprocess
import sys

import numpy as np
import onnx
import pytest
from lepton_onnx import artifact
from lepton_onnx.artifact import build, save
from lepton_onnx.model import load
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.semi_supervised import LabelSpreading

from lepton_automl.plugin import ExportError
from lepton_automl.task import Input, Schema, Task


def table_task(*names, classes=None):
    kind = "regression" if classes is None else "binary"
    schema = Schema("table", tuple(Input(name, "number") for name in names))
    return Task(kind, schema, n_rows=200, classes=classes, label_dtype="object")


def test_the_file_is_sound_and_says_what_it_is(numbers, tmp_path):
    X, _, two, *_ = numbers
    task = table_task("a", "b", "c", "d", classes=("no", "yes"))
    modules = save(LogisticRegression().fit(X, two), tmp_path, task)
    file = onnx.load(tmp_path / "model.onnx")
    onnx.checker.check_model(file)
    told = {entry.key: entry.value for entry in file.metadata_props}
    assert json.loads(told["lepton.kinds"]) == dict.fromkeys("abcd", "number")
    assert json.loads(told["lepton.classes"]) == ["no", "yes"]
    assert json.loads(told["lepton.outputs"]) == ["label", "probabilities"]
    assert told["lepton.task"] == "binary"
    assert modules == {"lepton_onnx", "numpy", "onnxruntime"}


def test_outputs_give_way_to_columns_of_their_name(numbers):
    X, _, two, *_ = numbers
    task = table_task("label", "probabilities", "c", "d", classes=("no", "yes"))
    graph = build(LogisticRegression().fit(X, two), task)
    assert [output.name for output in graph.outputs] == ["label_", "probabilities_"]
    graph = build(Ridge().fit(X, X[:, 0]), table_task(*"abcd"))
    assert [output.name for output in graph.outputs] == ["value"]


def test_the_same_model_is_the_same_file(numbers, tmp_path):
    X, _, two, *_ = numbers
    task = table_task(*"abcd", classes=("no", "yes"))
    model = LogisticRegression().fit(X, two)
    files = []
    for name in "xy":
        (tmp_path / name).mkdir()
        save(model, tmp_path / name, task)
        files.append((tmp_path / name / "model.onnx").read_bytes())
    assert files[0] == files[1]


def test_the_member_that_cannot_be_written_is_named(numbers, tmp_path):
    X, _, two, *_ = numbers
    members = [("line", LogisticRegression()), ("spread", LabelSpreading())]
    vote = VotingClassifier(members, voting="soft").fit(
        X, np.unique(two, return_inverse=True)[1]
    )
    with pytest.raises(
        ExportError, match="^spread: LabelSpreading cannot be converted to ONNX"
    ):
        save(vote, tmp_path, table_task(*"abcd", classes=("no", "yes")))


def test_a_file_beyond_two_gigabytes_is_refused(numbers, tmp_path, monkeypatch):
    monkeypatch.setattr(artifact, "MOST_BYTES", 100)
    X, value, *_ = numbers
    with pytest.raises(ExportError, match="an ONNX file holds at most 2"):
        save(Ridge().fit(X, value), tmp_path, table_task(*"abcd"))
    assert not list(tmp_path.iterdir())


def test_a_quantized_file_is_loaded_alike(task_for, rng, tmp_path):
    from sklearn.neural_network import MLPRegressor

    X = rng.normal(size=(60, 40))
    model = MLPRegressor(hidden_layer_sizes=(64,), max_iter=200, tol=0.1, random_state=0)
    model.fit(X, X[:, 0])
    save(model, tmp_path, task_for(X), quantize="int8")
    found = load(tmp_path, task_for(X)).predict(X)
    assert np.abs(found - model.predict(X)).max() < 0.1 * np.std(model.predict(X)) + 0.05


WITHOUT_KERAS = """
import sys
sys.modules.update(dict.fromkeys(["keras", "lepton_keras", "tensorflow"]))
import numpy as np
from lepton_onnx.artifact import build
from sklearn.linear_model import Ridge
from lepton_automl.task import Input, Schema, Task
X = np.eye(4)
task = Task("regression", Schema("array", (Input(None, "number", 4),)), 4)
assert build(Ridge().fit(X, X[:, 0]), task).model().ByteSize() > 0
"""


def test_a_model_without_networks_is_written_without_keras():
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_KERAS], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_images_are_read_by_the_plugin_that_knows_them(tmp_path):
    constant = DummyRegressor().fit(np.zeros((4, 1)), np.arange(4.0))
    task = Task("regression", Schema("array", (Input(None, "image", 4),)), 4)
    assert save(constant, tmp_path, task) == {
        "lepton_keras",
        "lepton_onnx",
        "numpy",
        "onnxruntime",
    }
    X = np.zeros((3, 2, 2, 1), dtype=np.uint8)
    assert load(tmp_path, task).predict(X).tolist() == [1.5] * 3
