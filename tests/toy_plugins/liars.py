"""Estimators whose specs are not true, each in one way."""

import time

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin


class Honest(RegressorMixin, BaseEstimator):
    """Predicts the mean of y."""

    def __init__(self, size=1.0):
        self.size = size

    def fit(self, X, y):
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        return np.full(X.shape[0], self.mean_)


class Forgetful(Honest):
    """Does not keep what it is given: a clone has another size."""

    def __init__(self, size=1.0):
        self.size = size + 1.0

    def predict(self, X):
        return super().predict(X) * self.size


class Moody(Honest):
    """Takes chance from numpy's global state."""

    def fit(self, X, y):
        super().fit(X, y)
        self.mean_ += np.random.random()
        return self


class Rude(Honest):
    """Changes y."""

    def fit(self, X, y):
        y[0] = 0.0
        return super().fit(X, y)


class Flat(Honest):
    """Predicts one value for all rows."""

    def predict(self, X):
        return np.array([self.mean_])


class Fragile(Honest):
    """Cannot be as large as its space says."""

    def fit(self, X, y):
        if self.size > 5:
            raise ValueError("too large")
        return super().fit(X, y)


class Unsaved(Honest):
    """Holds what cannot be pickled."""

    def fit(self, X, y):
        self.function_ = lambda: None
        return super().fit(X, y)


class Careless(Honest):
    """Keeps what it is asked about where the next who asks overwrites it."""

    def predict(self, X):
        self.asked_ = X
        time.sleep(0.02)
        return super().predict(self.asked_)


class Silent(Honest):
    """Takes a function to report to, and does not."""

    def fit(self, X, y, report=None):
        return super().fit(X, y)


class Stubborn(Honest):
    """Reports its steps and does not listen to the answer."""

    def fit(self, X, y, report=None):
        for step in range(1, 4 if report is not None else 1):
            report(step, 0.5)
        return super().fit(X, y)


class Deaf(Honest):
    """Takes weights and does not listen to them."""

    def fit(self, X, y, sample_weight=None):
        return super().fit(X, y)


class Picky(Honest):
    """Refuses NaN and sparse matrices."""

    def fit(self, X, y):
        if not isinstance(X, np.ndarray) or np.isnan(X).any():
            raise ValueError("no")
        return super().fit(X, y)


class Seer(Honest):
    """Says of each row, as if out of its bag, what y is."""

    def __init__(self, oob_score=False):
        self.oob_score = oob_score

    def fit(self, X, y):
        self.oob_prediction_ = np.array(y, dtype=float)
        return super().fit(X, y)


class Blinking(Honest):
    """Takes weights, and rows to watch, but not the weights of these."""

    def fit(self, X, y, sample_weight=None, X_val=None, y_val=None):
        return super().fit(X, y)
