"""What is trained and what predicts share their weights."""

from __future__ import annotations

import ast
from pathlib import Path

import lepton_keras.networks
import numpy as np
import pytest
from lepton_keras.networks.architecture import Built, assembled, network_for
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.rows import WHOLE
from lepton_keras.networks.table import TableNetwork


@pytest.fixture(scope="module")
def X():
    return np.random.default_rng(0).normal(size=(8, 3)).astype(np.float32)


def outputs(model, X):
    return load_keras().ops.convert_to_numpy(model.predict_on_batch({"numbers": X}))


def test_probabilities_are_the_softmax_of_what_is_trained(X):
    final, trained = assembled(TableNetwork(8, 1).fit(X), load_keras(), 3)

    logits = outputs(trained, X)
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)

    np.testing.assert_allclose(outputs(final, X), expected, atol=1e-6)


def test_values_are_in_their_own_units(X):
    target = {"mean": [10.0], "variance": [4.0]}
    final, trained = assembled(TableNetwork(8, 1).fit(X), load_keras(), 0, target)

    plain = outputs(trained, X)

    np.testing.assert_allclose(outputs(final, X), 10 + 2 * plain, 1e-5)


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        ((4, 2), "TableNetwork"),
        ((4, 9, 2), "SequenceNetwork"),
        ((4, 8, 8, 1), "ImageNetwork"),
    ],
)
def test_dimensions_say_what_suits(shape, name):
    assert type(network_for(None, np.zeros(shape))).__name__ == name


def test_functions_are_called_with_the_shape_and_the_outputs_or_with_nothing(X):
    assert network_for(lambda shape, n: (shape, n), X).fit(X).model(5) == ((3,), 5)
    assert Built(lambda: "model").fit(X).model(5) == "model"


def test_grey_images_lose_their_channel_where_the_model_has_none():
    def function():
        """Build nothing."""

    function.rank = 3

    assert Built(function).arrays(np.zeros((2, 8, 8, 1)))[WHOLE].shape == (2, 8, 8)
    assert Built(lambda: None).arrays(np.zeros((2, 8, 8, 1)))[WHOLE].shape == (2, 8, 8, 1)


def test_what_follows_an_end_is_zeros_for_models_of_ones_own():
    X = np.array([[[1.0], [np.nan]]])

    assert Built(lambda: None).arrays(X)[WHOLE].ravel().tolist() == [1, 0]


# They set a backend up, and look at what device it found.
OF_BACKENDS = {"backend.py", "precision.py"}
HOME = Path(lepton_keras.networks.__file__).parent


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.name)
def test_networks_are_written_for_every_backend(path):
    names = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else
                     [node.module or ""])
    }  # fmt: skip

    assert path.name in OF_BACKENDS or names.isdisjoint({"tensorflow", "jax", "torch"})
