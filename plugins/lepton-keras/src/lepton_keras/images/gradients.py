"""Histograms of oriented gradients: which edges there are in which part of an image.

Dalal and Triggs: Histograms of oriented gradients for human detection, CVPR 2005.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["gradient_histograms"]

ORIENTATIONS = 9
CLIP = 0.2


def gradient_histograms(images: Any, cells: int) -> Any:
    """Return features of shape (n, (cells - 1)**2 * 4 * 9).

    Parameters
    ----------
    images : ndarray of shape (n, side, side, channels)
        The side is a multiple of `cells`.
    cells : int
        How many parts each side has, at least 2.

    Examples
    --------
    >>> gradient_histograms(np.zeros((3, 8, 8, 1)), cells=4).shape
    (3, 324)
    """
    down, right = _gradients(images.astype(np.float32))
    counts = _counted(np.hypot(down, right), np.arctan2(down, right), cells)
    corners = [counts[:, i : cells - 1 + i, j : cells - 1 + j] for i in (0, 1) for j in (0, 1)]
    blocks = np.concatenate(corners, axis=-1)  # four neighbours, compared with each other
    blocks = _of_length_one(np.minimum(_of_length_one(blocks), CLIP))
    return blocks.reshape(len(images), -1)


def _of_length_one(blocks: Any) -> Any:
    return blocks / (np.linalg.norm(blocks, axis=-1, keepdims=True) + 1e-6)


def _gradients(images: Any) -> tuple[Any, Any]:
    """Return the slopes of each pixel, in the channel where it is steepest."""
    down, right = np.gradient(images, axis=(1, 2))
    if images.shape[3] == 1:
        return down[..., 0], right[..., 0]
    steepest = np.hypot(down, right).argmax(axis=3)[..., None]
    found = (np.take_along_axis(slope, steepest, axis=3) for slope in (down, right))
    vertical, horizontal = (slope[..., 0] for slope in found)
    return vertical, horizontal


def _counted(strength: Any, angle: Any, cells: int) -> Any:
    """Return the strengths in each cell by angle; an angle between two counts to both."""
    n_images, height, width = strength.shape
    place = (angle % np.pi) * (ORIENTATIONS / np.pi)
    found = np.empty((n_images, cells, cells, ORIENTATIONS), dtype=np.float32)
    shape = (n_images, cells, height // cells, cells, width // cells)
    for i in range(ORIENTATIONS):
        distance = np.abs(place - i)
        share = np.clip(1.0 - np.minimum(distance, ORIENTATIONS - distance), 0.0, None)
        found[..., i] = (strength * share).reshape(shape).sum(axis=(2, 4))
    return found
