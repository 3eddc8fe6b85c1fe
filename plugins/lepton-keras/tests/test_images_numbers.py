from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lepton_keras.images.gradients import gradient_histograms
from lepton_keras.images.numbers import ImageColumnNumbers, ImageNumbers
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression


def stripes(angle, side=16):
    down, right = np.mgrid[:side, :side]
    wave = np.sin(np.cos(angle) * right + np.sin(angle) * down)
    return wave[None, :, :, None]


@pytest.mark.parametrize("degrees", [0, 40, 80, 120, 160])
def test_the_strongest_gradient_is_the_one_across_the_stripes(degrees):
    found = gradient_histograms(stripes(np.deg2rad(degrees)), cells=2).reshape(4, 9).sum(axis=0)

    assert found.argmax() == degrees // 20


def test_light_and_contrast_make_no_difference(rng):
    images = rng.random((2, 12, 12, 1))

    found = gradient_histograms(images, 4)

    np.testing.assert_allclose(found, gradient_histograms(images * 90 + 7, 4), atol=1e-4)


def test_of_channels_the_steepest_counts(rng):
    grey = rng.random((2, 8, 8, 1))
    colour = np.concatenate([grey * 0.1, grey, grey * 0.5], axis=3)

    np.testing.assert_allclose(
        gradient_histograms(colour, 4), gradient_histograms(grey, 4), atol=1e-5
    )


def test_flat_images_have_no_gradients():
    assert not gradient_histograms(np.full((1, 8, 8, 3), 9.0), 2).any()


@pytest.mark.parametrize(
    ("params", "width"),
    [
        ({"features": "pixels"}, 28 * 20),
        ({"features": "pixels", "longest": 14}, 14 * 10),
        ({"cells": 4}, 9 * 36),
        ({"cells": 7}, 36 * 36),
    ],
)
def test_numbers_are_as_many_as_they_say(params, width, rng):
    images = rng.integers(0, 256, size=(6, 28, 20, 1), dtype=np.uint8)

    numbers = clone(ImageNumbers(**params)).fit(images)
    found = numbers.transform(images)

    assert (found.shape, found.dtype) == ((6, width), np.float32)
    assert len(numbers.get_feature_names_out()) == width
    np.testing.assert_allclose(found[2:3], numbers.transform(images[2:3]), rtol=1e-5)


def test_tiny_images_have_fewer_cells():
    assert ImageNumbers(cells=10).fit(np.zeros((2, 8, 8, 1))).cells_ == 4


def test_gradients_tell_digits_apart(digits):
    X, y = digits
    numbers = ImageNumbers().fit(X[:200, :, :, None])
    train, test = (numbers.transform(part[..., None]) for part in (X[:200], X[200:]))

    assert LogisticRegression().fit(train, y[:200]).score(test, y[200:]) > 0.85


def test_a_missing_image_is_zeros_and_says_so(rng):
    column = np.empty(3, dtype=object)
    column[:2] = list(rng.integers(0, 256, size=(2, 8, 8, 1), dtype=np.uint8))
    frame = pd.DataFrame({"a": column, "b": [None, None, None]}, dtype=object)

    numbers = ImageColumnNumbers(features="pixels").fit(frame)
    found = numbers.transform(frame)

    assert found.shape == (3, 64 + 1 + 1)
    assert found[:, 64].tolist() == [0, 0, 1]
    assert found[:, 65].tolist() == [1, 1, 1]
    assert not found[2, :64].any()
    assert len(numbers.get_feature_names_out()) == 66
