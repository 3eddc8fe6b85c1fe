"""Whatever an image comes as, to an array of shape (height, width, channels)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from lepton_automl.plugin import InputError

__all__ = ["ENDINGS", "MOST_SIDE", "as_image", "is_image", "is_path", "stacked"]

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
CHANNELS = (1, 3, 4)
MOST_SIDE = 256  # files are read no larger: a photograph as it is would take 40 megabytes


def is_path(value: Any) -> bool:
    """Tell whether a value names an image file, by its ending.

    Examples
    --------
    >>> is_path("cats/0001.JPG"), is_path("a cat")
    (True, False)
    """
    if not isinstance(value, (str, os.PathLike)):
        return False
    return os.fspath(value).lower().endswith(ENDINGS)


def is_image(value: Any) -> bool:
    """Tell whether a value is an image: bytes in two dimensions, or channels in the third."""
    if is_path(value) or _is_picture(value):
        return True
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return False
    if value.ndim == 3:
        return value.shape[2] in CHANNELS
    return value.ndim == 2 and value.dtype == np.uint8


def as_image(value: Any) -> Any:
    """Return an array of shape (height, width, channels), uint8 or float32.

    Raises
    ------
    InputError
        If there is no such file, or the value is no image.
    """
    if isinstance(value, (str, os.PathLike)):
        value = _from_file(Path(value))
    elif _is_picture(value):
        value = _from_picture(value)
    found = np.asarray(value)
    if found.ndim == 2:
        found = found[:, :, None]
    if found.ndim != 3 or 0 in found.shape or found.shape[2] not in CHANNELS:
        raise InputError(
            f"An image of shape {found.shape} cannot be read: give (height, width) or (height, "
            "width, channels) with 1, 3 or 4 channels."
        )
    return as_numbers(found[:, :, :3])  # what is transparent has a colour too


def as_numbers(found: Any) -> Any:
    """Return pixels as uint8 where they are whole numbers from 0 to 255, else float32.

    Raises
    ------
    InputError
        If they are no numbers, or not finite.
    """
    if found.dtype == np.uint8:
        return found
    if found.dtype == bool:
        return found.astype(np.uint8) * np.uint8(255)
    if found.dtype.kind not in "iuf":
        raise InputError(f"Pixels must be numbers; they are of dtype {found.dtype}.")
    if found.dtype.kind in "iu" and found.size and found.min() >= 0 and found.max() <= 255:
        return found.astype(np.uint8)
    found = found.astype(np.float32)
    if not np.isfinite(found).all():
        raise InputError("An image has pixels that are NaN or infinite. Replace them.")
    return found


def stacked(images: Iterable[Any]) -> Any:
    """Return images as one array if they are of one shape and dtype, else one an object."""
    every = list(images)
    if every and len({(image.shape, image.dtype) for image in every}) == 1:
        return np.stack(every)
    found = np.empty(len(every), dtype=object)
    for i, image in enumerate(every):
        found[i] = image
    return found


def _is_picture(value: Any) -> bool:
    return type(value).__module__.partition(".")[0] == "PIL"


def _from_file(path: Path) -> Any:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise InputError(
            "Images given as paths are read by Pillow: pip install pillow."
        ) from None
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (MOST_SIDE, MOST_SIDE))  # JPEG: decoded small, at once
            return _from_picture(picture)
    except FileNotFoundError:
        raise InputError(f"There is no image file {str(path)!r}.") from None
    except (UnidentifiedImageError, OSError) as error:
        raise InputError(f"{str(path)!r} cannot be read as an image: {error}.") from None


def _from_picture(picture: Any) -> Any:
    grey = picture.mode in ("1", "L", "I", "I;16", "F")
    plain = picture.convert("L" if grey else "RGB")
    plain.thumbnail((MOST_SIDE, MOST_SIDE))  # keeps its shape, and never grows
    return np.asarray(plain)
