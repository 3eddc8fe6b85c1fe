"""Estimators that behave in one odd way each, for tests of the rooms that run them."""

from __future__ import annotations

import os
import random
import signal
import time
import warnings

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin


class Mean(RegressorMixin, BaseEstimator):
    """Predicts the mean of y, or X's first column plus noise of its seed."""

    def __init__(self, noise=0.0, random_state=None):
        self.noise = noise
        self.random_state = random_state

    def fit(self, X, y):
        self.n_features_in_ = X.shape[1]
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        rng = np.random.default_rng(self.random_state)
        return self.mean_ + 0.01 * X[:, 0] + self.noise * rng.normal(size=len(X))


class Raises(Mean):
    """Raises an error of two lines."""

    def fit(self, X, y):
        raise RuntimeError("the well is dry\nand the rope is short")


class Hogs(Mean):
    """Allocates without end."""

    def fit(self, X, y):
        kept = []
        while True:
            kept.append(np.ones(2**24))


class Dies(Mean):
    """Ends its process as a crash in compiled code does."""

    def fit(self, X, y):
        os.kill(os.getpid(), signal.SIGSEGV)


class Sleeps(Mean):
    """Never comes back, and keeps quiet about it."""

    def fit(self, X, y):
        while True:
            time.sleep(60)


class Nan(Mean):
    """Predicts what is not a number."""

    def predict(self, X):
        return np.full(len(X), np.nan)


class Noisy(Mean):
    """Warns, and draws from the global random states."""

    def fit(self, X, y):
        warnings.warn("a noisy fit", stacklevel=1)
        self.drawn_ = (np.random.random(), random.random())
        return super().fit(X, y)


class Claims(Mean):
    """Keeps what its claims bring it."""

    def __init__(self, max_seconds=None):
        super().__init__()
        self.max_seconds = max_seconds

    def fit(self, X, y, sample_weight=None, X_val=None, y_val=None):
        self.seen_ = {
            "sample_weight": sample_weight,
            "X_val": X_val,
            "y_val": y_val,
            "max_seconds": self.max_seconds,
        }
        return super().fit(X, y)
