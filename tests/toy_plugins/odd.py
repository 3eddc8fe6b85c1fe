"""Estimators that behave in one odd way each, for tests of the rooms that run them."""

from __future__ import annotations

import random
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


class Noisy(Mean):
    """Warns, and draws from the global random states."""

    def fit(self, X, y):
        warnings.warn("a noisy fit", stacklevel=1)
        self.drawn_ = (np.random.random(), random.random())
        return super().fit(X, y)


class Slow(Mean):
    """Takes half a second."""

    def fit(self, X, y):
        time.sleep(0.5)
        return super().fit(X, y)


class PunctualMean(Mean):
    """Would stop by the time it is given."""

    def __init__(self, noise=0.0, random_state=None, max_seconds=None):
        super().__init__(noise, random_state)
        self.max_seconds = max_seconds


class Steps(Mean):
    """Reports as many steps as it may: the nearer its shift is to 0, the better."""

    def __init__(self, shift=0.0, steps=6):
        super().__init__()
        self.shift = shift
        self.steps = steps

    def fit(self, X, y, report=None):
        for step in range(1, self.steps + 1):
            self.steps_ = step
            if report is not None and report(step, step - 10.0 * abs(self.shift)):
                break
        return super().fit(X, y)

    def predict(self, X):
        return super().predict(X) + self.shift


class Claims(Mean):
    """Keeps what its claims bring it; on all rows it does no more than some rounds in time."""

    def __init__(self, max_seconds=None, rounds=None, in_time=None):
        super().__init__()
        self.max_seconds = max_seconds
        self.rounds = rounds
        self.in_time = in_time

    def fit(self, X, y, sample_weight=None, X_val=None, y_val=None, sample_weight_val=None):
        self.seen_ = {
            "sample_weight": sample_weight,
            "X_val": X_val,
            "y_val": y_val,
            "sample_weight_val": sample_weight_val,
            "max_seconds": self.max_seconds,
            "rounds": self.rounds,
        }
        if y_val is not None:
            self.refit_params_ = {"rounds": 10 if y_val[0] else 21}
        elif self.in_time is not None:
            self.refit_params_ = {"rounds": min(self.rounds, self.in_time)}
        return super().fit(X, y)
