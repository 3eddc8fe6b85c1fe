from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.images.read import MOST_SIDE, as_image, is_image, is_path, stacked
from PIL import Image

from lepton_automl.plugin import InputError


@pytest.fixture
def files(tmp_path, rng):
    """Return the paths of a grey, a coloured, a transparent and a large image file."""
    pixels = rng.integers(0, 256, size=(10, 12, 4), dtype=np.uint8)
    made = {
        "grey.png": Image.fromarray(pixels[..., 0]),
        "colour.png": Image.fromarray(pixels[..., :3]),
        "glass.png": Image.fromarray(pixels),
        "large.jpg": Image.fromarray(np.zeros((600, 900, 3), dtype=np.uint8)),
    }
    for name, image in made.items():
        image.save(tmp_path / name)
    return {name: tmp_path / name for name in made}, pixels


def test_files_are_read_with_their_channels(files):
    paths, pixels = files

    assert np.array_equal(as_image(str(paths["grey.png"])), pixels[..., :1])
    assert np.array_equal(as_image(paths["colour.png"]), pixels[..., :3])
    assert as_image(paths["glass.png"]).shape == (10, 12, 3)


def test_large_files_are_read_small(files):
    height, width, _ = as_image(files[0]["large.jpg"]).shape

    assert max(height, width) <= MOST_SIDE
    assert width / height == pytest.approx(1.5, abs=0.02)


def test_pictures_and_arrays_are_read_alike(rng):
    pixels = rng.integers(0, 256, size=(5, 6), dtype=np.uint8)

    assert np.array_equal(as_image(Image.fromarray(pixels)), as_image(pixels))
    assert as_image(pixels).shape == (5, 6, 1)


@pytest.mark.parametrize(
    ("pixels", "dtype"),
    [
        (np.array([[0, 255]]), np.uint8),
        (np.array([[True, False]]), np.uint8),
        (np.array([[0, 256]]), np.float32),
        (np.array([[0.5, 1.0]]), np.float32),
        (np.array([[-1, 0]]), np.float32),
    ],
)
def test_pixels_are_bytes_where_they_can_be(pixels, dtype):
    assert as_image(pixels).dtype == dtype


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("not_there.png", "There is no image file 'not_there.png'"),
        (np.zeros((2, 2, 7)), r"shape \(2, 2, 7\) cannot be read"),
        (np.zeros((0, 2)), "cannot be read"),
        (np.array([[np.nan]]), "NaN or infinite"),
        (np.array([["a"]]), "Pixels must be numbers"),
    ],
)
def test_what_is_no_image_is_refused_in_a_sentence(value, message):
    with pytest.raises(InputError, match=message):
        as_image(value)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "bad.png"
    path.write_bytes(b"no picture")

    with pytest.raises(InputError, match="bad.png"):
        as_image(path)


def test_without_pillow_the_cure_is_told(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(InputError, match="pip install pillow"):
        as_image(tmp_path / "a.png")


def test_images_are_told_from_other_arrays():
    assert is_image(np.zeros((4, 4, 3)))
    assert is_image(np.zeros((4, 4), dtype=np.uint8))
    assert not is_image(np.zeros((4, 4)))  # may be a sequence
    assert not is_image(np.zeros((4, 4, 5)))
    assert not is_image("a cat")
    assert not is_path(3)


def test_images_of_one_shape_are_stacked():
    small, large = np.zeros((2, 2, 1)), np.zeros((3, 2, 1))

    assert stacked([small, small]).shape == (2, 2, 2, 1)
    assert stacked([small, large]).shape == (2,)
