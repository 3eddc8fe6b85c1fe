from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lepton_keras.images.montage import Montage
from lepton_keras.images.uniform import UniformColumns, UniformImages
from sklearn.base import clone
from sklearn.exceptions import NotFittedError


def objects(*values):
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def ragged(rng):
    shapes = [(10, 20, 3), (10, 20, 1), (12, 24, 3)]
    return objects(*[rng.integers(0, 256, size=s, dtype=np.uint8) for s in shapes])


def test_images_of_differing_sizes_and_channels_become_one_array(rng):
    images = ragged(rng)

    found = UniformImages().fit_transform(images)

    assert (found.shape, found.dtype) == ((3, 10, 20, 3), np.uint8)
    assert np.array_equal(found[0], images[0])


def test_large_images_shrink_in_proportion(rng):
    assert UniformImages(longest=10).fit_transform(ragged(rng)).shape == (3, 5, 10, 3)


def test_images_that_fit_are_not_copied(rng):
    images = rng.random((4, 6, 6, 1), dtype=np.float32)

    assert UniformImages().fit_transform(images) is images


def test_new_images_get_the_size_and_channels_of_fit(rng):
    uniform = clone(UniformImages()).fit(rng.random((4, 6, 6, 1), dtype=np.float32))

    assert uniform.transform(rng.random((2, 9, 12, 3))).shape == (2, 6, 6, 1)
    assert uniform.transform(objects()).shape == (0, 6, 6, 1)


def test_it_must_be_fitted_first():
    with pytest.raises(NotFittedError):
        UniformImages().transform(np.zeros((1, 2, 2, 1)))


def test_missing_images_of_columns_stay_missing(rng):
    frame = pd.DataFrame({"a": ragged(rng), "b": objects(None, None, None)})

    found = UniformColumns(longest=8).fit_transform(frame)

    assert [image.shape for image in found[:, 0]] == [(4, 8, 3)] * 3
    assert found[:, 1].tolist() == [None] * 3


def test_images_of_a_row_are_laid_side_by_side(rng):
    images = ragged(rng)
    frame = pd.DataFrame({"a": images, "b": objects(None, *images[1:])})

    found = Montage(longest=20).fit_transform(frame)

    assert found.shape == (3, 11, 40, 3) or found.shape == (3, 10, 40, 3)
    assert found.dtype == np.uint8
    assert not found[0, :, 20:].any()
    assert np.array_equal(found[0, :10, :20], images[0])
