"""A model travels as the bytes of a file, and is read when it is asked for."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from lepton_keras.networks.saved import SavedModel


def test_bytes_are_read_once_and_late(trained, digits):
    again = pickle.loads(pickle.dumps(trained.saved_))
    assert again._model is None
    assert again.to_bytes()[:2] == b"PK"  # a .keras file is a zip
    assert again.trained is None

    model = again.model

    assert model is again.model
    images = {"image": digits[0][:4].reshape(4, 8, 8, 1).astype(np.float32)}
    np.testing.assert_array_equal(
        model.predict_on_batch(images), trained.model_.predict_on_batch(images)
    )


@pytest.mark.slow
def test_a_model_of_ones_own_layers_is_read_by_another_process(tmp_path):
    from lepton_keras.face import layers, models

    model = models.Sequential([layers.Input((3,)), layers.Dense(2, activation="softmax")])
    path = tmp_path / "model.pickle"
    path.write_bytes(pickle.dumps(SavedModel(model)))
    code = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')).model.output_shape)"

    ended = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "(None, 2)"
