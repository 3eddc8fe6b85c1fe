"""The backend is found without importing it, and held to its threads."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from lepton_keras.networks import backend

from lepton_automl.plugin import InputError


def alone(code, **variables):
    """Run a program in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if k != backend.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "PYTHONWARNINGS": "error", **variables},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split(), done.stderr


def test_a_variable_says_which_backend_without_importing_it():
    said, _ = alone(
        "import sys; from lepton_keras.networks.backend import *;"
        "print(backend(), *requirements(), 'keras' in sys.modules)",
        KERAS_BACKEND="jax",
    )

    assert said == ["jax", "keras", "jax", "False"]


def test_threads_are_limited_and_nothing_is_babbled():
    said, babble = alone(
        "from lepton_keras.networks.backend import load_keras; load_keras(1);"
        "import tensorflow as tf, numpy as np; tf.constant(np.ones(3)) + 1;"
        "print(tf.config.threading.get_intra_op_parallelism_threads())",
        KERAS_BACKEND="tensorflow",
    )

    assert said == ["1"]
    assert babble == ""


def test_a_missing_backend_is_told_with_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setenv(backend.VARIABLE, "torch")

    with pytest.raises(InputError, match=r"pip install keras torch"):
        backend.load_keras()


def test_what_one_backend_learned_another_can_load():
    said, _ = alone(
        "from lepton_keras.networks.backend import *; print(*requirements())",
        KERAS_BACKEND="tensorflow",
    )

    assert said == ["keras", "tensorflow|jax|torch"]


@pytest.mark.parametrize("there", [True, False])
def test_programs_for_a_gpu_are_compiled_once_for_all_folds(monkeypatch, there):
    monkeypatch.setattr(backend, "gpu_is_there", lambda: there)
    for name in ("JAX_COMPILATION_CACHE_DIR", "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)

    backend._before("jax", None)

    assert ("JAX_COMPILATION_CACHE_DIR" in os.environ) == there


@pytest.mark.parametrize("visible", ["", "-1"])
def test_hidden_gpus_are_not_there(monkeypatch, visible):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    assert not backend.gpu_is_there()
