"""A transformer from columns of images to one image a row."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lepton_keras.images.uniform import UniformColumns

__all__ = ["Montage"]


class Montage(TransformerMixin, BaseEstimator):
    """The images of a row, side by side in one; a missing one is black.

    Parameters
    ----------
    longest : int
        The longest side of each.

    Attributes
    ----------
    shape_ : tuple of int
        Height, width and channels of the whole.
    """

    def __init__(self, longest: int = 64) -> None:
        self.longest = longest

    def fit(self, X: Any, y: Any = None) -> Montage:
        """Learn the sizes."""
        self.columns_ = UniformColumns(self.longest).fit(X)
        shapes = [(1, 1, 1) if u is None else u.shape_ for u in self.columns_.uniform_]
        high, wide, channels = (max(sizes) for sizes in zip(*shapes, strict=True))
        self.tile_ = (high, wide, channels)
        self.shape_ = (high, wide * len(shapes), channels)
        self.n_features_in_ = len(shapes)
        return self

    def transform(self, X: Any) -> Any:
        """Return an array of shape (n, height, width, channels)."""
        check_is_fitted(self)
        cells = self.columns_.transform(X)
        whole = all(image is None or image.dtype == np.uint8 for image in cells.ravel())
        found = np.zeros((len(cells), *self.shape_), dtype=np.uint8 if whole else np.float32)
        for row, images in enumerate(cells):
            for i, image in enumerate(images):
                if image is not None:  # one channel is spread over three
                    high, wide, _ = image.shape
                    left = i * self.tile_[1]
                    found[row, :high, left : left + wide] = image
        return found
