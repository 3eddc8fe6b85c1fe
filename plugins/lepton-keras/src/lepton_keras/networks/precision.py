"""How exactly a network computes: whole floats on a processor, halves on a GPU."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lepton_keras.networks.backend import backend, on_gpu

__all__ = ["precision_of", "within_precision"]

AMPERE = (8, 0)  # from this compute capability on, bfloat16 needs no scaling of the loss


def precision_of(asked: str) -> str:
    """Return the name of a dtype policy; ``"auto"`` looks at the device."""
    if asked != "auto":
        return asked
    if not on_gpu():
        return "float32"
    return "mixed_bfloat16" if _has_bfloat16() else "mixed_float16"


@contextmanager
def within_precision(keras: Any, name: str) -> Iterator[None]:
    """Build layers with a dtype policy, and put back the one that was there."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _has_bfloat16() -> bool:
    name = backend()
    if name == "tensorflow":
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")
        said = (tf.config.experimental.get_device_details(device) for device in devices)
        return all(tuple(d.get("compute_capability", (0, 0))) >= AMPERE for d in said)
    if name == "torch":
        import torch

        return bool(torch.cuda.is_bf16_supported())
    return True
