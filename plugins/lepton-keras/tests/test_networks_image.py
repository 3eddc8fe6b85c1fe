"""Networks for images: any block, any size; varied in training, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.image import ImageNetwork


@pytest.mark.parametrize("block", ["plain", "residual", "separable"])
@pytest.mark.parametrize("shape", [(8, 8, 1), (3, 5, 3)])
def test_every_block_takes_every_size(block, shape):
    X = np.zeros((4, *shape), dtype=np.uint8)
    network = ImageNetwork(block, width=4, depth=3, convolutions=2, dense=8).fit(X)

    inputs, features = network.body(load_keras())

    assert list(inputs) == ["image"]
    assert features.shape == (None, 8)


def test_predictions_do_not_vary():
    keras = load_keras()
    X = np.random.default_rng(0).integers(0, 255, (4, 8, 8, 1)).astype(np.float32)
    inputs, features = (
        ImageNetwork(width=4, depth=1, dense=8, augment="flip").fit(X).body(keras)
    )
    model = keras.Model(inputs, features)

    one, other, varied = (
        keras.ops.convert_to_numpy(model({"image": X}, training=training))
        for training in (False, False, True)
    )

    np.testing.assert_array_equal(one, other)
    assert np.abs(varied - one).max() > 0


@pytest.mark.parametrize("augment", ["none", "shift", "flip", "erase"])
def test_every_variation_can_be_compiled(augment):
    # One layer that cannot leaves JAX a hundred times slower, without a word.
    keras = load_keras()
    network = ImageNetwork(width=4, depth=1, dense=8, augment=augment)
    inputs, features = network.fit(np.zeros((4, 8, 8, 1), dtype=np.uint8)).body(keras)

    model = keras.Model(inputs, features)

    assert [layer.name for layer in model.layers if not layer.supports_jit] == []


def test_a_part_of_some_images_is_blank_in_training():
    keras = load_keras()
    X = np.random.default_rng(0).integers(50, 255, (40, 8, 8, 1)).astype(np.float32)
    network = ImageNetwork(width=4, depth=1, dense=8, augment="erase").fit(X)
    inputs, features = network.body(keras)
    inner = next(y for y in keras.Model(inputs, features).layers if "erasing" in y.name)
    erased = keras.Model(inputs, inner.output)

    found = keras.ops.convert_to_numpy(erased({"image": X}, training=True))

    blank = (found == 0).any(axis=(1, 2, 3))
    assert 5 < blank.sum() < 35


def test_folds_of_the_same_images_are_scaled_alike():
    X = np.random.default_rng(0).integers(0, 210, (2000, 6, 6, 1), dtype=np.uint8)

    one, other = (ImageNetwork().fit(X[start::2]) for start in (0, 1))

    assert one.mean_ == other.mean_ == [100]
    assert one.variance_ == other.variance_


def test_light_is_measured_channel_by_channel():
    X = np.zeros((4, 2, 2, 2), dtype=np.uint8)
    X[..., 1] = [[[10]], [[20]], [[10]], [[20]]]

    network = ImageNetwork().fit(X)

    assert network.mean_.tolist() == [0, 15]
    assert network.variance_[1] == 25


def test_one_channel_may_be_left_out():
    network = ImageNetwork().fit(np.zeros((4, 6, 5)))

    assert network.arrays(np.zeros((2, 6, 5)))["image"].shape == (2, 6, 5, 1)


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(n, height, width\[, channels\]\), not \(4, 6\)"):
        ImageNetwork().fit(np.zeros((4, 6)))
    with pytest.raises(ValueError, match=r"in fit it was \(6, 5, 1\)"):
        ImageNetwork().fit(np.zeros((4, 6, 5))).arrays(np.zeros((4, 5, 5)))
