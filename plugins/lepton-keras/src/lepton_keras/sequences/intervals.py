"""Statistics of parts of sequences: where they are high, how they vary, where they go.

Deng, Runger, Tuv and Vladimir: A time series forest for classification and feature
extraction, Information Sciences 2013; here with intervals halved again and again, and with
differences and spectra beside the values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted

from lepton_keras.sequences.uniform import lengths, stretched

__all__ = ["IntervalStatistics"]

QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST_STEPS = 4


class IntervalStatistics(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Mean, deviation and slope of each interval, of values, differences and the spectrum.

    Parameters
    ----------
    halvings : int
        How often the whole is halved into intervals.

    Attributes
    ----------
    steps_ : int
        The length that all sequences are brought to.

    Examples
    --------
    >>> X = np.random.default_rng(0).normal(size=(5, 32, 2))
    >>> IntervalStatistics(halvings=1).fit_transform(X).shape
    (5, 65)
    """

    def __init__(self, halvings: int = 3) -> None:
        self.halvings = halvings

    def fit(self, X: Any, y: Any = None) -> IntervalStatistics:
        """Learn the length."""
        self.steps_ = max(2 * LEAST_STEPS, int(np.median(lengths(X))))
        self._n_features_out = self._statistics(X[:1]).shape[1]
        self.n_features_in_ = self.steps_ * X[0].shape[1]
        return self

    def transform(self, X: Any) -> Any:
        """Return float32 of shape (n, features)."""
        check_is_fitted(self)
        if not len(X):
            return np.empty((0, self._n_features_out), dtype=np.float32)
        return self._statistics(X)

    def _statistics(self, X: Any) -> Any:
        rows = stretched(X, self.steps_)
        views = (rows, np.diff(rows, axis=2), _spectrum(rows))
        parts = [np.quantile(rows, QUANTILES, axis=2).transpose(1, 2, 0)]
        for view in views:
            parts += [_described(part) for part in _halved(view, self.halvings)]
        flat = [part.reshape(len(rows), -1) for part in parts]
        return np.hstack([*flat, lengths(X)[:, None]]).astype(np.float32)


def _spectrum(rows: Any) -> Any:
    """Return the logarithm of the strength of each frequency."""
    strength = np.abs(np.fft.rfft(rows - rows.mean(axis=2, keepdims=True), axis=2))
    return np.log1p(strength[:, :, 1:])


def _halved(rows: Any, halvings: int) -> list[Any]:
    """Return the whole, its halves, their halves, ... while they are long enough."""
    found = []
    for count in 2 ** np.arange(halvings + 1):
        if rows.shape[2] // count >= LEAST_STEPS:
            found += np.array_split(rows, count, axis=2)
    return found or [rows]


def _described(part: Any) -> Any:
    """Return mean, deviation and slope, of shape (n, channels, 3)."""
    steps = np.linspace(-1, 1, part.shape[2], dtype=part.dtype)
    mean = part.mean(axis=2, keepdims=True)
    slope = ((part - mean) * steps).sum(axis=2) / (steps**2).sum()
    return np.stack([mean[..., 0], part.std(axis=2), slope], axis=2)
