"""Small fitted models of each sort of task, and their reports as data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from lepton_automl import LeptonAutoML
from lepton_automl.explain import sampled as sampling
from lepton_automl.report.page import classes, influence, scores
from lepton_automl.report.page.gather import gather
from lepton_automl.report.page.subject import held_out, out_of_fold

QUICK = {
    "time_budget": None,
    "n_trials": 2,
    "cv": 3,
    "executor": "inline",
    "random_state": 0,
    "verbose": 0,
}
SECONDS = 120.0  # never used up: what is computed is little, and the same each time


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Threads that wait for each other on a busy machine cost more than the work."""
    with threadpool_limits(1):
        yield


def table(n, seed=0):
    """Return rows of every kind of column that has a spread."""
    random = np.random.default_rng(seed)
    X = pd.DataFrame(
        {
            "age": random.normal(40, 10, n),
            "colour": random.choice(["red", "green", "blue"], n).astype(object),
            "sold": random.integers(0, 2, n).astype(bool),
            "when": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(random.integers(0, 300, n), "D"),
            "noise": random.normal(size=n),
        }
    )
    X.loc[::9, "age"] = np.nan
    strength = (X["age"].fillna(40) - 40) / 10 + 2 * (X["colour"] == "red") - X["sold"]
    return X, strength + 0.7 * random.normal(size=n)


class Case:
    """A fitted model, rows that it has not seen, and its reports."""

    def __init__(self, y_of, **arguments):
        X, strength = table(180)
        self.X, self.y = X, y_of(strength)
        self.X_test, other = table(120, seed=1)
        self.y_test = y_of(other)
        self.automl = LeptonAutoML(**QUICK, **arguments).fit(self.X, self.y)
        self.subject = self.automl._subject()
        self.test = held_out(self.subject, self.X_test, self.y_test)
        self.left_out = out_of_fold(self.subject, self.subject.record)
        self._report = None

    @property
    def report(self):
        """The report by test rows, made once."""
        if self._report is None:
            self._report = self.gathered(self.test)
        return self._report

    def gathered(self, evidence):
        """Return a report of few rows and orders."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(influence, "ROWS", 12)
            patch.setattr(scores, "RESAMPLES", 60)
            patch.setattr(classes, "RESAMPLES", 40)
            patch.setattr(influence, "CURVE_ROWS", 40)
            patch.setattr(sampling, "MOST", 20)
            return gather(self.subject, evidence, time_budget=SECONDS)


@pytest.fixture(scope="session")
def two():
    """Return a case of two classes."""
    return Case(
        lambda s: pd.Series(np.where(s > 0.6, "yes", "no"), name="bought"),
        estimators=["logistic_regression", "gaussian_nb"],
    )


@pytest.fixture(scope="session")
def three():
    """Return a case of three classes."""
    return Case(
        lambda s: pd.Series(np.digitize(s, [0.0, 1.5]), name="grade"),
        estimators=["logistic_regression"],
    )


@pytest.fixture(scope="session")
def numbers():
    """Return a case of numbers."""
    return Case(lambda s: s.rename("price"), estimators=["ridge", "k_neighbors"])
