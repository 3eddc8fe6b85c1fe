"""Transformers from images to numbers, for estimators that know nothing of images."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted

from lepton_keras.images.gradients import gradient_histograms
from lepton_keras.images.resize import resized
from lepton_keras.images.uniform import UniformImages, columns, present

__all__ = ["ImageColumnNumbers", "ImageNumbers"]

AT_ONCE = 4_000_000  # pixels, which bounds the memory
MOST_CELL_PIXELS = 8


class ImageNumbers(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Each image as a row of numbers: its pixels, or histograms of its gradients.

    Parameters
    ----------
    features : {"gradients", "pixels"}
    longest : int
        The longest side that pixels are taken at.
    cells : int
        How many parts each side has, for gradients; fewer for tiny images.

    Examples
    --------
    >>> images = np.zeros((2, 8, 8, 1), dtype=np.uint8)
    >>> ImageNumbers("pixels").fit_transform(images).shape
    (2, 64)
    """

    def __init__(self, features: str = "gradients", longest: int = 28, cells: int = 7) -> None:
        self.features = features
        self.longest = longest
        self.cells = cells

    def fit(self, X: Any, y: Any = None) -> ImageNumbers:
        """Learn the size of the images."""
        gradients = self.features == "gradients"
        self.uniform_ = UniformImages(
            self.cells * MOST_CELL_PIXELS if gradients else self.longest
        )
        self.uniform_.fit(X)
        height, width, channels = self.uniform_.shape_
        # A cell of fewer than two by two pixels has no slope of its own.
        self.cells_ = max(2, min(self.cells, max(height, width) // 2))
        self.side_ = self.cells_ * max(2, round(max(height, width) / self.cells_))
        blocks = (self.cells_ - 1) ** 2 * 36
        self._n_features_out = blocks if gradients else height * width * channels
        self.n_features_in_ = self.uniform_.n_features_in_
        return self

    def transform(self, X: Any) -> Any:
        """Return an array of float32 of shape (n, features)."""
        check_is_fitted(self)
        step = max(1, AT_ONCE // max(self.side_**2, self._n_features_out))
        parts = [self._numbers(X[i : i + step]) for i in range(0, len(X), step)]
        return np.concatenate(parts) if parts else np.empty((0, self._n_features_out))

    def _numbers(self, X: Any) -> Any:
        images = self.uniform_.transform(X)
        if self.features == "pixels":
            return images.reshape(len(images), -1).astype(np.float32)
        return gradient_histograms(resized(images, self.side_, self.side_), self.cells_)


class ImageColumnNumbers(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Columns of images as numbers; a missing image has zeros, and a one that says so.

    Parameters
    ----------
    features, longest, cells
        As for `ImageNumbers`.
    """

    def __init__(self, features: str = "gradients", longest: int = 28, cells: int = 7) -> None:
        self.features = features
        self.longest = longest
        self.cells = cells

    def fit(self, X: Any, y: Any = None) -> ImageColumnNumbers:
        """Learn the size of each column's images."""
        self.numbers_ = [self._fitted(column) for column in columns(X)]
        self.n_features_in_ = len(self.numbers_)
        widths = [0 if n is None else n._n_features_out for n in self.numbers_]
        self._n_features_out = sum(widths) + len(widths)
        return self

    def transform(self, X: Any) -> Any:
        """Return an array of float32 of shape (n, features)."""
        check_is_fitted(self)
        pairs = zip(columns(X), self.numbers_, strict=True)
        return np.hstack([self._column(column, numbers) for column, numbers in pairs])

    def _fitted(self, column: Any) -> ImageNumbers | None:
        rows = present(column)
        made = ImageNumbers(self.features, self.longest, self.cells)
        return made.fit(column[rows]) if len(rows) else None

    @staticmethod
    def _column(column: Any, numbers: ImageNumbers | None) -> Any:
        rows = present(column)
        width = 0 if numbers is None else numbers._n_features_out
        found = np.zeros((len(column), width + 1), dtype=np.float32)
        found[:, -1] = 1.0
        if numbers is not None and len(rows):
            found[rows, :-1] = numbers.transform(column[rows])
            found[rows, -1] = 0.0
        return found
