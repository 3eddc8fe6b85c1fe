"""``lepton_automl.layers``: Keras' layers, and those of our own; importing it imports Keras."""

from __future__ import annotations

from typing import Any

from lepton_keras.networks.backend import load_keras

keras = load_keras()

from lepton_keras.networks import layers as own  # noqa: E402 - Keras is loaded our way first


def __getattr__(name: str) -> Any:
    if name in own.__all__:
        return getattr(own, name)
    return getattr(keras.layers, name)


def __dir__() -> list[str]:
    return sorted({*dir(keras.layers), *own.__all__})
