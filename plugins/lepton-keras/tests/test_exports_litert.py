"""LiteRT alone reads what is written for it, in whole floats and in bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from lepton_keras.datasets.bundled import digits_images
from lepton_keras.exports import litert

from lepton_automl.plugin import InputError

pytest.importorskip("ai_edge_litert", reason="pip install ai-edge-litert")

ALONE = """
import json, sys
import numpy as np
from ai_edge_litert.interpreter import Interpreter
rows = np.load(sys.argv[2])
model = Interpreter(sys.argv[1])
given, said = model.get_input_details()[0]["index"], model.get_output_details()[0]["index"]
model.resize_tensor_input(given, rows.shape)
model.allocate_tensors()
model.set_tensor(given, rows)
model.invoke()
assert not [m for m in sys.modules if m.startswith(("lepton", "sklearn", "tensorflow"))]
print(json.dumps(model.get_tensor(said).tolist()))
"""


@pytest.fixture(scope="module")
def files(voted, tmp_path_factory):
    """Return folders in which the ensemble was written, by how it was quantized."""
    folders = {q: tmp_path_factory.mktemp(f"litert-{q}") for q in (None, "int8")}
    for quantize, folder in folders.items():
        litert.save(voted[0], folder, voted[1], quantize=quantize)
    return folders


def test_litert_alone_predicts_the_same(files, voted, images, tmp_path):
    np.save(tmp_path / "rows.npy", images[:20].astype(np.float32))
    places = str(files[None] / "model.tflite"), str(tmp_path / "rows.npy")

    ended = subprocess.run(
        [sys.executable, "-c", ALONE, *places], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    np.testing.assert_allclose(
        json.loads(ended.stdout), voted[0].predict_proba(images[:20]), atol=1e-5
    )


def test_it_is_read_as_an_estimator(files, voted, images):
    model = litert.load(files[None], voted[1])

    for some in (images[:1], images, images[:1]):
        np.testing.assert_allclose(
            model.predict_proba(some), voted[0].predict_proba(some), atol=1e-5
        )


def test_bytes_are_a_fraction_of_the_size_and_say_nearly_the_same(files, voted, images):
    exact, small = (litert.load(files[q], voted[1]).predict(images) for q in (None, "int8"))
    sizes = [(files[q] / "model.tflite").stat().st_size for q in (None, "int8")]

    assert sizes[1] < 0.5 * sizes[0]
    assert np.mean(exact == small) > 0.95


def test_an_unknown_way_to_quantize_is_refused(voted, tmp_path):
    with pytest.raises(InputError, match="'float4'; 'litert' knows dynamic, int8"):
        litert.save(voted[0], tmp_path, voted[1], quantize="float4")


def lepton(folder, *words):
    """Return what the command line prints, in a process of its own."""
    asked = [sys.executable, "-m", "lepton_automl", *words]
    ended = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.slow  # a search, and processes that import TensorFlow
@pytest.mark.timeout(600)
def test_the_command_line_makes_a_small_file_that_litert_alone_reads(tmp_path):
    search = ["--estimators", "keras_image", "--n-trials", "1", "--cv", "2"]
    search += ["--scoring", "accuracy", "--random-state", "0", "--quiet"]
    lepton(tmp_path, "fit", "digits_images", *search, "-o", "model")
    told = {}
    for more in ([], ["--quantize", "int8"]):
        words = ["export", "model", "--format", "litert", *more, "--data", "digits_images"]
        told["-".join(["litert", *more[1:]])] = lepton(tmp_path, *words)

    facts = json.loads((tmp_path / "model" / "manifest.json").read_text())["formats"]
    assert facts["litert-int8"]["size"] < 0.4 * facts["litert"]["size"]
    assert facts["litert-int8"]["latency_ms"] > 0
    said = re.search(r"litert-int8 (\S+) \(a drop of (\S+)\)", told["litert-int8"])
    score, drop = said.groups()
    assert abs(float(drop)) < 0.02
    assert float(score) > 0.9

    X, y = digits_images()
    np.save(tmp_path / "rows.npy", X[..., None].astype(np.float32))
    place = str(tmp_path / "model" / "litert-int8" / "model.tflite")
    alone = [sys.executable, "-c", ALONE, place, str(tmp_path / "rows.npy")]
    ended = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    named = np.argmax(json.loads(ended.stdout), axis=1)
    assert np.mean(named == y) == pytest.approx(float(score), abs=1e-3)
