"""Transformers that make images of one size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lepton_keras.images.resize import resized

__all__ = ["UniformColumns", "UniformImages", "coloured"]


class UniformImages(TransformerMixin, BaseEstimator):
    """Images as one array: as high and wide as most in `fit`, but not longer than `longest`.

    Parameters
    ----------
    longest : int
        The longest side; a larger image shrinks in proportion.

    Attributes
    ----------
    shape_ : tuple of int
        Height, width and channels.
    whole_ : bool
        Whether they were of whole numbers, and are rounded to such.

    Examples
    --------
    >>> images = np.zeros((5, 40, 20, 3), dtype=np.uint8)
    >>> UniformImages(longest=32).fit_transform(images).shape
    (5, 32, 16, 3)
    """

    def __init__(self, longest: int = 64) -> None:
        self.longest = longest

    def fit(self, X: Any, y: Any = None) -> UniformImages:
        """Learn the shape."""
        shapes = np.array([np.shape(image) for image in X])
        height, width = np.median(shapes[:, :2], axis=0)
        scale = min(1.0, self.longest / max(height, width))
        sides = (max(1, round(side * scale)) for side in (height, width))
        self.shape_ = (*sides, int(shapes[:, 2].max()))
        self.whole_ = all(image.dtype == np.uint8 for image in X)
        self.n_features_in_ = int(np.prod(self.shape_))
        return self

    def transform(self, X: Any) -> Any:
        """Return an array of shape (n, height, width, channels)."""
        check_is_fitted(self)
        height, width, channels = self.shape_
        if isinstance(X, np.ndarray) and X.ndim == 4:
            return resized(coloured(X, channels), height, width)
        found = [resized(coloured(image[None], channels), height, width) for image in X]
        if not found:
            return np.empty((0, *self.shape_), dtype=np.uint8)
        whole = all(image.dtype == np.uint8 for image in found)
        return np.concatenate(found, dtype=np.uint8 if whole else np.float32)


class UniformColumns(TransformerMixin, BaseEstimator):
    """Columns of images, each made of one size; a missing image stays None.

    Parameters
    ----------
    longest : int
        The longest side.

    Attributes
    ----------
    uniform_ : list of UniformImages
        One a column; None for a column without images.
    """

    def __init__(self, longest: int = 64) -> None:
        self.longest = longest

    def fit(self, X: Any, y: Any = None) -> UniformColumns:
        """Learn the shape of each column's images."""
        self.uniform_ = [self._fitted(column) for column in columns(X)]
        self.n_features_in_ = len(self.uniform_)
        return self

    def transform(self, X: Any) -> Any:
        """Return an object array of shape (n, columns), of images and None."""
        check_is_fitted(self)
        found = np.empty((len(X), self.n_features_in_), dtype=object)
        for i, (column, uniform) in enumerate(zip(columns(X), self.uniform_, strict=True)):
            rows = present(column)
            if uniform is not None and len(rows):
                for row, image in zip(rows, uniform.transform(column[rows]), strict=True):
                    found[row, i] = image
        return found

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Return the names of the columns, as given."""
        return np.asarray(input_features, dtype=object)

    def _fitted(self, column: Any) -> UniformImages | None:
        rows = present(column)
        return UniformImages(self.longest).fit(column[rows]) if len(rows) else None


def columns(X: Any) -> Iterable[Any]:
    """Return the columns of a table as object arrays."""
    if hasattr(X, "columns"):
        return [X[name].to_numpy(dtype=object) for name in X.columns]
    return list(np.asarray(X, dtype=object).T)


def present(column: Any) -> Any:
    """Return the positions of what is not missing."""
    return np.flatnonzero([isinstance(image, np.ndarray) for image in column])


def coloured(images: Any, channels: int) -> Any:
    """Return images with so many channels: grey ones thrice, colours as their mean."""
    if images.shape[3] == channels:
        return images
    if channels == 3:
        return np.repeat(images[..., :1], 3, axis=3)
    return images.mean(axis=3, keepdims=True).astype(images.dtype)
