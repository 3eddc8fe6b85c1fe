"""Random convolutions: how often small patterns are met in a sequence, at many scales.

Dempster, Schmidt and Webb: MiniRocket, a very fast (almost) deterministic transform for time
series classification, KDD 2021. The 84 kernels of length 9 with weights -1 and 2, the
dilations, the padding and the thresholds from quantiles are theirs; the code is not.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from lepton_keras.sequences.uniform import lengths, stretched

__all__ = ["RandomConvolutions"]

LENGTH = 9
KERNELS = np.array(list(combinations(range(LENGTH), 3)))
MOST_DILATIONS = 32
MOST_CHANNELS = 9
AT_ONCE = 16_000  # numbers, which stay near the processor with what 84 patterns make of them
WORD = 8


class RandomConvolutions(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """The share of a sequence's steps at which each of many patterns is met.

    Parameters
    ----------
    n_features : int
        How many shares; rounded down to a multiple of 84.
    random_state : int, RandomState instance or None
        Chooses the rows that give thresholds, and the channels of each pattern.

    Attributes
    ----------
    dilations_ : ndarray
        The distances between the steps that a pattern looks at.
    channels_ : list of list of ndarray
        The channels of each pattern, by dilation.
    thresholds_ : list of ndarray
        The thresholds of each pattern, by dilation; shape (84, shares).

    Examples
    --------
    >>> X = np.random.default_rng(0).normal(size=(5, 30, 1))
    >>> RandomConvolutions(84, random_state=0).fit_transform(X).shape
    (5, 84)
    """

    def __init__(self, n_features: int = 9996, random_state: Any = None) -> None:
        self.n_features = n_features
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> RandomConvolutions:
        """Learn thresholds from some rows."""
        random = check_random_state(self.random_state)
        self.steps_ = max(LENGTH, int(np.median(lengths(X))))
        rows = stretched(X, self.steps_)
        n_channels = rows.shape[1]
        shares = max(1, self.n_features // len(KERNELS))
        self.dilations_, counts = _dilations(self.steps_, shares)
        points = _spread(int(counts.sum()) * len(KERNELS))
        self.channels_, self.thresholds_ = [], []
        for dilation, count in zip(self.dilations_, counts, strict=True):
            chosen = [_some_channels(n_channels, random) for _ in KERNELS]
            example = rows[random.randint(len(rows), size=len(KERNELS))]
            wanted, points = points[: count * len(KERNELS)], points[count * len(KERNELS) :]
            met = [
                _convolved(_taps(row[None], dilation), kernel, channels)
                for row, kernel, channels in zip(example, KERNELS, chosen, strict=True)
            ]
            pairs = zip(met, wanted.reshape(len(KERNELS), count), strict=True)
            self.channels_.append(chosen)
            self.thresholds_.append(np.array([np.quantile(m, q) for m, q in pairs]))
        self._n_features_out = int(counts.sum()) * len(KERNELS)
        self.n_features_in_ = self.steps_ * n_channels
        return self

    def transform(self, X: Any) -> Any:
        """Return shares from 0 to 1, as float32 of shape (n, n_features)."""
        check_is_fitted(self)
        if not len(X):
            return np.empty((0, self._n_features_out), dtype=np.float32)
        rows = stretched(X, self.steps_)
        step = max(1, AT_ONCE // rows[0].size)
        return np.concatenate(
            [self._shares(rows[i : i + step]) for i in range(0, len(rows), step)]
        )

    def _shares(self, rows: Any) -> Any:
        found = []
        for d, dilation in enumerate(self.dilations_):
            met = _all_convolved(_taps(rows, dilation), self.channels_[d])
            edge = (LENGTH - 1) * dilation // 2
            inner = slice(edge, -edge) if met.shape[2] > 2 * edge else slice(None)
            thresholds = np.asarray(self.thresholds_[d], dtype=np.float32)
            shares = np.empty((*thresholds.shape, len(rows)), dtype=np.float32)
            # Every second pattern looks only where none of its steps is past an end.
            whole, within = slice(d % 2, None, 2), slice(1 - d % 2, None, 2)
            shares[whole] = _shares_above(met[whole], thresholds[whole])
            shares[within] = _shares_above(met[within, :, inner], thresholds[within])
            found.append(shares.reshape(-1, len(rows)))
        return np.ascontiguousarray(np.concatenate(found).T)


def _dilations(steps: int, shares: int) -> tuple[Any, Any]:
    """Return dilations, up to those that span all steps, and how many shares each has."""
    many = min(shares, MOST_DILATIONS)
    widest = np.log2((steps - 1) / (LENGTH - 1))
    drawn = np.logspace(0, widest, many, base=2).astype(int)
    dilations, counts = np.unique(drawn, return_counts=True)
    counts = counts * (shares // many)
    left = shares - counts.sum()
    counts += left // len(counts)
    counts[: left % len(counts)] += 1
    return dilations, counts


def _spread(count: int) -> Any:
    """Return numbers between 0 and 1 that fill the interval evenly, however few are taken."""
    golden = (np.sqrt(5) + 1) / 2
    return (np.arange(1, count + 1) * golden) % 1.0


def _some_channels(n_channels: int, random: np.random.RandomState) -> Any:
    if n_channels == 1:
        return np.arange(1)
    most = np.log2(min(n_channels, MOST_CHANNELS) + 1)
    return random.choice(n_channels, int(2 ** random.uniform(0, most)), replace=False)


def _taps(rows: Any, dilation: int) -> Any:
    """Return the sequences shifted to each of the nine positions; zeros past the ends."""
    n_rows, n_channels, steps = rows.shape
    edge = (LENGTH - 1) * dilation // 2
    padded = np.zeros((n_rows, n_channels, steps + 2 * edge), dtype=np.float32)
    padded[:, :, edge : edge + steps] = rows
    return np.stack([padded[:, :, i * dilation : i * dilation + steps] for i in range(LENGTH)])


def _convolved(taps: Any, kernel: Any, channels: Any) -> Any:
    """Return how well a pattern fits at each step: weights 2 at three positions, else -1."""
    taps = taps[:, :, 0] if taps.shape[2] == 1 else taps[:, :, channels].sum(axis=2)
    first, second, third = kernel
    return 3.0 * (taps[first] + taps[second] + taps[third]) - taps.sum(axis=0)


def _all_convolved(taps: Any, channels: Any) -> Any:
    """Return how well each pattern fits; what patterns of one channel share is added once."""
    if taps.shape[2] > 1:
        pairs = zip(KERNELS, channels, strict=True)
        return np.stack([_convolved(taps, kernel, chosen) for kernel, chosen in pairs])
    taps = taps[:, :, 0]
    found = np.empty((len(KERNELS), *taps.shape[1:]), dtype=np.float32)
    for met, (first, second, third) in zip(found, KERNELS, strict=True):
        np.add(taps[first], taps[second], out=met)
        met += taps[third]
    found *= np.float32(3.0)
    found -= taps.sum(axis=0)
    return found


def _shares_above(met: Any, thresholds: Any) -> Any:
    """Return the share of steps above each threshold, of shape (patterns, thresholds, rows)."""
    steps = met.shape[2]
    # Whole words of eight truths each, whose ones the processor counts at once.
    above = np.zeros((*met.shape[:2], -(-steps // WORD) * WORD), dtype=bool)
    found = np.empty((*thresholds.shape, met.shape[1]), dtype=np.float32)
    for i in range(thresholds.shape[1]):
        np.greater(met, thresholds[:, i, None, None], out=above[:, :, :steps])
        found[:, i] = np.bitwise_count(above.view(np.uint64)).sum(axis=2)
    return found / np.float32(steps)
