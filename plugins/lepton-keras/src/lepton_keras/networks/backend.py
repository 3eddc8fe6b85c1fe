"""Keras, loaded when it is first needed, held to its threads; and what it computes on.

TensorFlow is the default; ``KERAS_BACKEND=jax`` and ``KERAS_BACKEND=torch`` work as well. If
the variable is not set and TensorFlow is not installed, whichever of the others is.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lepton_automl.plugin import InputError
from lepton_keras.networks.said import hushed

__all__ = ["backend", "gpu_is_there", "load_keras", "on_gpu", "quiet", "requirements"]

VARIABLE = "KERAS_BACKEND"
COMPILED = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "lepton-keras")
PACKAGES = {"tensorflow": "tensorflow", "jax": "jax", "torch": "torch"}


def backend() -> str:
    """Return the name of the backend, by what is said and what is installed; imports nothing.

    Examples
    --------
    >>> backend() in ("tensorflow", "jax", "torch", "openvino", "numpy")
    True
    """
    if "keras" in sys.modules and hasattr(sys.modules["keras"], "backend"):
        return str(sys.modules["keras"].backend.backend())
    said = os.environ.get(VARIABLE) or _configured()
    if said:
        return said
    return next((name for name, p in PACKAGES.items() if find_spec(p)), "tensorflow")


def requirements() -> tuple[str, ...]:
    """Return the packages that networks need here, for a spec's ``requires``.

    What one backend has learned can be loaded with any other.
    """
    chosen = PACKAGES.get(backend(), "tensorflow")
    others = (package for package in PACKAGES.values() if package != chosen)
    return ("keras", "|".join((chosen, *others)) if find_spec(chosen) else chosen)


def gpu_is_there() -> bool:
    """Tell whether the machine has an NVIDIA device that this process may see."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None and visible.strip() in ("", "-1"):
        return False
    return any(Path("/dev").glob("nvidia[0-9]*"))


def load_keras(n_threads: int | None = None) -> Any:
    """Return Keras, with its backend held to some threads where that is still possible.

    Parameters
    ----------
    n_threads : int or None
        None or -1 leave it as it is. A backend that has begun to compute keeps what it has.

    Raises
    ------
    InputError
        If Keras or its backend is not installed.
    """
    name = backend()
    os.environ.setdefault(VARIABLE, name)
    wanted = n_threads if n_threads and n_threads > 0 else None
    _before(name, wanted)
    try:
        with warnings.catch_warnings(), nullcontext() if "keras" in sys.modules else hushed():
            warnings.simplefilter("ignore")
            import keras
    except ImportError as error:
        raise InputError(
            f"Networks need Keras and what it computes with ({error}): "
            f"pip install keras {PACKAGES.get(name, name)}."
        ) from None
    _after(name, wanted)
    return keras


@contextmanager
def quiet() -> Iterator[None]:
    """Keep back what backends say of how they work, and only meanwhile."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def on_gpu() -> bool:
    """Tell whether the backend, which is loaded, computes on a GPU."""
    name = backend()
    if name == "tensorflow":
        import tensorflow as tf

        return bool(tf.config.list_physical_devices("GPU"))
    if name == "jax":
        import jax

        return jax.default_backend() == "gpu"
    if name == "torch":
        import torch

        return bool(torch.cuda.is_available())
    return False


def _configured() -> str | None:
    """Return the backend in Keras' own file."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        said = json.loads((home / "keras.json").read_text(encoding="utf-8")).get("backend")
    except (OSError, ValueError, AttributeError):
        return None
    return str(said) if said else None


def _before(name: str, n_threads: int | None) -> None:
    """Say by variables what can only be said before the import."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if name == "jax" and gpu_is_there():  # other folds and other workers compile the same
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(COMPILED))
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.1")
    if name == "jax" and n_threads and "jax" not in sys.modules:
        os.environ.setdefault("NPROC", str(n_threads))
        if n_threads == 1:
            flags = os.environ.get("XLA_FLAGS", "")
            os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()


def _after(name: str, n_threads: int | None) -> None:
    if name == "tensorflow":
        import tensorflow as tf

        with suppress(RuntimeError):  # it has begun to compute
            for device in tf.config.list_physical_devices("GPU"):
                tf.config.experimental.set_memory_growth(device, True)
            if n_threads:
                tf.config.threading.set_intra_op_parallelism_threads(n_threads)
                tf.config.threading.set_inter_op_parallelism_threads(1)
    elif name == "torch" and n_threads:
        import torch

        torch.set_num_threads(n_threads)
