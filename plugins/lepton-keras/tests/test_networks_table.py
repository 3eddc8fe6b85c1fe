"""Networks for tables: every kind of column has its part, and may be missing."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.table import TableNetwork


@pytest.fixture(scope="module")
def mixed():
    """Return a table of a category, a number, a text and a picture that may be missing."""
    rng = np.random.default_rng(0)
    X = np.empty((12, 4), dtype=object)
    X[:, 0] = np.arange(12) % 3
    X[:, 1] = rng.normal(size=12)
    X[:, 2] = ["red house", "blue house", ""] * 4
    for row in range(12):
        X[row, 3] = rng.integers(0, 255, (8, 8, 1)).astype(np.uint8)
    X[0, 3] = None
    X[1, 0] = np.nan
    return X


@pytest.fixture(scope="module")
def network(mixed):
    return TableNetwork(8, 1, categorical=[0], image_width=4).fit(mixed)


def test_columns_are_told_apart(network):
    assert network.parts_ == {"category": [0], "number": [1], "text": [2], "image": [3]}


def test_all_of_them_are_read_together(network, mixed):
    keras = load_keras()
    model = keras.Model(*network.body(keras))
    found = network.arrays(mixed)

    assert set(found) == {"category_0", "numbers", "text_0", "image_0", "image_0_there"}
    assert np.isfinite(
        model.predict_on_batch({k: np.asarray(v) for k, v in found.items()})
    ).all()


def test_missing_and_unseen_ones_have_a_place(network, mixed):
    strange = mixed[:2].copy()
    strange[0, 0] = 99
    found = network.arrays(strange)

    assert found["category_0"].ravel().tolist() == [0, 0]
    assert found["image_0_there"].ravel().tolist() == [0, 1]
    assert not found["image_0"][0].any()


def test_numbers_that_are_not_finite_are_refused(network, mixed):
    strange = mixed[:1].copy()
    strange[0, 1] = np.inf

    with pytest.raises(ValueError, match="NaN or infinity"):
        network.arrays(strange)
