"""Networks compute in whole floats on a processor, in halves on a GPU."""

from __future__ import annotations

import pytest
from lepton_keras.networks import precision
from lepton_keras.networks.backend import load_keras


@pytest.mark.parametrize(
    ("gpu", "bfloat16", "expected"),
    [
        (False, True, "float32"),
        (True, True, "mixed_bfloat16"),
        (True, False, "mixed_float16"),
    ],
)
def test_the_device_decides(monkeypatch, gpu, bfloat16, expected):
    monkeypatch.setattr(precision, "on_gpu", lambda: gpu)
    monkeypatch.setattr(precision, "_has_bfloat16", lambda: bfloat16)

    assert precision.precision_of("auto") == expected
    assert precision.precision_of("float32") == "float32"


def test_the_policy_of_others_is_put_back():
    keras = load_keras()
    before = keras.config.dtype_policy()

    with precision.within_precision(keras, "mixed_bfloat16"):
        assert keras.layers.Dense(1).compute_dtype == "bfloat16"

    assert keras.config.dtype_policy() == before
