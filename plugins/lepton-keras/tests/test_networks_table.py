"""Networks for tables: every kind of column has its part, and may be missing."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.datasets.bundled import listings_demo
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.table import TableNetwork
from sklearn.metrics import roc_auc_score


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


@pytest.mark.slow
def test_all_columns_together_tell_more_than_any_alone():
    X, y = listings_demo()
    codes = np.unique(y, return_inverse=True)[1]
    cells = X.assign(seller=X["seller"].astype("category").cat.codes).to_numpy(dtype=object)
    ways = {
        "price": [0],
        "seller": [1],
        "description": [2],
        "picture": [3],
        "all": [0, 1, 2, 3],
    }

    found = {}
    for name, columns in ways.items():
        categorical = [i for i, column in enumerate(columns) if column == 1]
        network = TableNetwork(64, 1, categorical=categorical, image_width=8)
        model = KerasClassifier(network, epochs=30, random_state=0)
        model.fit(cells[:450][:, list(columns)], codes[:450])
        probability = model.predict_proba(cells[450:][:, list(columns)])[:, 1]
        found[name] = roc_auc_score(codes[450:], probability)

    assert found.pop("all") > max(found.values()) + 0.05
