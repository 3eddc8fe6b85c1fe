"""Layers are Keras', and our own."""

from __future__ import annotations

import pytest

import lepton_automl as lai


def test_layers_are_those_of_keras_and_ours():
    import keras
    from lepton_keras.networks.layers import MaskedPooling

    assert lai.layers.Dense is keras.layers.Dense
    assert lai.layers.MaskedPooling is MaskedPooling
    assert {"Conv2D", "Places"} <= set(dir(lai.layers))


def test_what_is_not_there_is_not_there():
    with pytest.raises(AttributeError, match="Densse"):
        lai.layers.Densse  # noqa: B018
