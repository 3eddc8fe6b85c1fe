"""Data sets come as Keras' models take them; where there is no network, that is said."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.datasets import load
from lepton_keras.face import datasets

from lepton_automl.plugin import InputError


def test_digits_need_no_network():
    data = datasets.load_digits()

    assert data.x_test.shape == (360, 8, 8, 1)
    assert data.x_train.max() == 1.0
    assert np.bincount(data.y_test).min() >= 34


def test_without_a_network_the_cure_is_told(monkeypatch):
    def fails(self):
        raise OSError("no route")

    monkeypatch.delenv("LEPTON_DATA_HOME", raising=False)
    monkeypatch.setattr(load._KerasSet, "__call__", fails)

    with pytest.raises(InputError, match=r"could not be downloaded \(no route\). Put it into"):
        datasets.load_fashion_mnist()


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_texts_are_numbered_as_training_knows_words(monkeypatch, name):
    texts = load._texts(["good good", "bad bad"])
    found = load.Parts(name, texts, np.array([1, 0]), load._texts(["good news"]), np.array([1]))
    monkeypatch.setattr(datasets, "parts", lambda asked: found if asked == name else None)

    data = getattr(datasets, f"load_{name}")(length=9)

    assert data.words == ["bad", "good"]
    assert data.n_words == 4
    assert data.x_test[0, :3].tolist() == [3, 1, 0]
