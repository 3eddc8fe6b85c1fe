"""The script that takes a table all the way runs, and its last step is really bare."""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec

import pytest
from house.sources import ROOT, run


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(find_spec("lepton_onnx") is None, reason="lepton-onnx is not installed")
def test_a_table_becomes_a_model_that_predicts_with_onnxruntime_alone(tmp_path):
    answer = run(str(ROOT / "docs/shipping.py"), cwd=tmp_path, LEPTON_DISABLE_PLUGINS="")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "served at http://127.0.0.1:" in answer.stdout
    assert answer.stdout.rstrip().endswith("with onnxruntime alone: the same")
    python = next((tmp_path / "bare").glob("[bS]*/python*"))
    words = [
        python,
        "-I",
        "-m",
        "pip",
        "list",
        "--format",
        "json",
        "--disable-pip-version-check",
    ]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    names = {package["name"].lower() for package in json.loads(listed)}
    assert {"numpy", "onnxruntime"} <= names
    assert not names & {"scikit-learn", "scipy", "pandas", "joblib", "lepton-automl", "onnx"}
