"""A fit writes its course: losses, rate, and the layers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.table import TableNetwork


@pytest.fixture
def fitted(tmp_path):
    """Return a network that wrote its course to a folder, and went on once."""
    y = np.arange(240) % 2
    X = np.random.default_rng(0).normal(size=(240, 2)) + 2.0 * y[:, None]
    model = KerasClassifier(
        TableNetwork(width=4, depth=1),
        epochs=2,
        warm_start=True,
        tensorboard_dir=tmp_path,
        random_state=0,
    )
    model.fit(X, y)
    return model.fit(X, y)


def test_losses_and_rates_are_those_of_the_fit(fitted, tmp_path, events):
    train, _ = events(tmp_path / "train")
    held, _ = events(tmp_path / "validation")

    for scalars, name in ((train, "loss"), (held, "val_loss")):
        steps, losses = zip(*scalars["epoch_loss"], strict=True)
        assert steps == (0, 1, 2, 3)
        assert losses == pytest.approx([epoch[name] for epoch in fitted.history_])
    assert all(0 < rate <= fitted.learning_rate for _, rate in train["epoch_learning_rate"])


def test_the_graph_has_all_layers(fitted, tmp_path, events):
    from tensorboard.plugins.graph.keras_util import keras_model_to_graph_def

    _, found = events(tmp_path / "train")
    (event, *_) = found.Tensors("keras")
    graph = keras_model_to_graph_def(json.loads(event.tensor_proto.string_val[0]))

    names = {node.name.rpartition("/")[2] for node in graph.node}
    assert names == {layer.name for layer in fitted.saved_.trained.layers}
    assert any(node.input for node in graph.node)


def test_who_listens_is_told_as_well(tmp_path):
    told = []
    X, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2
    model = KerasClassifier(
        TableNetwork(width=4, depth=1),
        epochs=2,
        tensorboard_dir=tmp_path,
        on_epoch=lambda epoch, losses: told.append((epoch, losses["loss"])),
        random_state=0,
    ).fit(X, y)

    assert told == [(i, epoch["loss"]) for i, epoch in enumerate(model.history_)]
    assert not (tmp_path / "validation").exists()  # too few rows to hold some back
