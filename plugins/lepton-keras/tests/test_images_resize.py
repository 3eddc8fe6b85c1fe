from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.images.resize import resized
from PIL import Image


@pytest.mark.parametrize("size", [(7, 5), (20, 30), (40, 11)])
def test_images_are_resized_as_pillow_does_it(size, rng):
    image = rng.integers(0, 256, size=(20, 30, 3), dtype=np.uint8)
    expected = Image.fromarray(image).resize(size[::-1], Image.Resampling.BILINEAR)

    found = resized(image[None], *size)[0]

    assert found.dtype == np.uint8
    # Pillow rounds after each of the two directions.
    assert np.abs(found.astype(int) - np.asarray(expected).astype(int)).max() <= 1


def test_images_of_the_right_size_are_left_alone(rng):
    images = rng.random((2, 4, 5, 1))

    assert resized(images, 4, 5) is images


def test_the_mean_stays_where_an_image_shrinks_by_a_whole_number(rng):
    images = rng.random((2, 8, 8, 1))

    assert resized(images, 1, 1).ravel() == pytest.approx(
        [_weighted(image) for image in images], rel=1e-5
    )


def _weighted(image):
    # Seen as one pixel, the middle of an image counts more than its edge.
    weights = np.clip(1 - np.abs(np.arange(8) + 0.5 - 4) / 8, 0, None)
    weights /= weights.sum()
    return weights @ image[..., 0] @ weights
