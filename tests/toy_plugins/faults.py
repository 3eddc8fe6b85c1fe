"""What the faulty estimators do."""

import os
import signal
import time

import numpy as np
from sklearn.base import BaseEstimator


class Fault(BaseEstimator):
    """Goes wrong in fit."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.go_wrong()
        return self

    def go_wrong(self):
        raise NotImplementedError

    def predict(self, X):
        return np.zeros(len(X))

    def predict_proba(self, X):
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))


class Sleeps(Fault):
    """Never comes back."""

    def go_wrong(self):
        while True:
            time.sleep(60)


class Crashes(Fault):
    """Takes the process down, as a fault in compiled code does."""

    def go_wrong(self):
        os.kill(os.getpid(), signal.SIGSEGV)


class Devours(Fault):
    """Takes memory until there is none."""

    def go_wrong(self):
        held = []
        while True:
            held.append(np.ones(2**24))  # 128 MiB that are really touched


class Raises(Fault):
    """Raises an exception that says why."""

    def go_wrong(self):
        raise ValueError("this estimator always raises")


class Exits(Fault):
    """Leaves without a word."""

    def go_wrong(self):
        os._exit(3)


class Babbles(Fault):
    """Fits, and predicts what is not a number."""

    def go_wrong(self):
        pass

    def predict(self, X):
        return np.full(len(X), np.nan)

    def predict_proba(self, X):
        return np.full((len(X), len(self.classes_)), np.nan)
