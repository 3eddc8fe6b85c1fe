"""Transformers that make sequences of one length: by padding, or by stretching."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

__all__ = ["PaddedSequences", "lengths", "stretched"]


class PaddedSequences(TransformerMixin, BaseEstimator):
    """Sequences as one array: as long as the longest in `fit`, NaN after a shorter one's end.

    What is longer than that is cut off.

    Parameters
    ----------
    most : int
        No longer than this; then every second, third, ... step is an average.

    Attributes
    ----------
    steps_ : int
        The length.
    every_ : int
        How many steps are averaged to one.

    Examples
    --------
    >>> found = PaddedSequences().fit_transform([np.ones((1, 2)), np.ones((3, 2))])
    >>> found[0, :, 0].tolist()
    [1.0, nan, nan]
    """

    def __init__(self, most: int = 1024) -> None:
        self.most = most

    def fit(self, X: Any, y: Any = None) -> PaddedSequences:
        """Learn the length."""
        longest = int(lengths(X).max())
        self.every_ = -(-longest // self.most)
        self.steps_ = -(-longest // self.every_)
        self.n_features_in_ = self.steps_ * X[0].shape[1]
        return self

    def transform(self, X: Any) -> Any:
        """Return float32 of shape (n, steps, channels)."""
        check_is_fitted(self)
        raw = self.steps_ * self.every_
        n_channels = X[0].shape[1] if len(X) else 1
        found = np.full((len(X), raw, n_channels), np.nan, dtype=np.float32)
        if isinstance(X, np.ndarray) and X.ndim == 3:
            found[:, : X.shape[1]] = X[:, :raw]
        else:
            for row, sequence in enumerate(X):
                found[row, : len(sequence)] = sequence[:raw]
        if self.every_ == 1:
            return found
        found = found.reshape(len(X), self.steps_, self.every_, n_channels)
        known = ~np.isnan(found)
        counts = known.sum(axis=2)
        sums = np.where(known, found, 0.0).sum(axis=2)
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).astype(np.float32)


def lengths(X: Any) -> Any:
    """Return the number of steps of each sequence."""
    return np.array([len(sequence) for sequence in X])


def stretched(X: Any, steps: int) -> Any:
    """Return sequences of shape (n, channels, steps), each drawn out or pressed together.

    Examples
    --------
    >>> stretched([np.array([[0.0], [1.0]])], 3)
    array([[[0. , 0.5, 1. ]]], dtype=float32)
    """
    if isinstance(X, np.ndarray) and X.ndim == 3 and X.shape[1] == steps:
        return np.ascontiguousarray(X.swapaxes(1, 2))
    found = np.empty((len(X), X[0].shape[1], steps), dtype=np.float32)
    for row, sequence in enumerate(X):
        old, new = np.linspace(0, 1, len(sequence)), np.linspace(0, 1, steps)
        for i, channel in enumerate(sequence.T):
            found[row, i] = np.interp(new, old, channel)
    return found
