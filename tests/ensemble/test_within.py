"""Limits on the time for one row, and on size, are held by measuring."""

import time

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Limits, within
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.resample import Splits
from lepton_automl.run import Plan, RunFolder, work
from lepton_automl.task import Data, Input, Schema, Task
from lepton_automl.trial import Fold, History

X, Y = np.arange(20.0).reshape(10, 2), np.arange(10.0)
QUICK, SLOW = Candidate.of("quick"), Candidate.of("slow")


class Sleeper(RegressorMixin, BaseEstimator):
    """Predicts after a while."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        time.sleep(self.seconds)
        return np.zeros(len(X))


@pytest.fixture
def run(tmp_path):
    spec = TaskSpec("t", "m:r", "m:t", ("m",), "m:b", combine="mean", prediction="value")
    task = Task("t", Schema("array", (Input(None, "number", 2),)), len(Y))
    splits = Splits.of([(range(5, 10), range(5))])
    plan = Plan(task, Data(X, Y), splits, spec, {}, {}, None)
    folder, history = RunFolder(tmp_path / "run"), History("m", 1)
    for candidate, seconds in ((QUICK, 0.0), (SLOW, 0.2)):
        history.start(candidate, "opening")
        fold = Fold(0, 1.0, latency=seconds)
        folder.finish(candidate, fold, model=Sleeper(seconds).fit(X, Y))
        history.add(candidate, fold)
    yield history, folder, plan
    folder.close()


def test_without_a_limit_all_members_stay(run):
    weights, model = within(Limits(), {QUICK: 0.4, SLOW: 0.6}, *run)
    assert weights == {QUICK: 0.4, SLOW: 0.6}
    assert len(model.estimators_) == 2


def test_reading_the_row_is_a_part_of_the_time(run, monkeypatch):
    def slowly(row, *_):
        time.sleep(0.2)
        return row

    monkeypatch.setattr(work, "reread", slowly)
    with pytest.warns(UserWarning, match=r"takes 2\d\d ms to predict one row"):
        within(Limits(0.1), {QUICK: 1.0}, *run)


def test_a_member_that_makes_it_too_slow_is_left_out(run):
    weights, model = within(Limits(0.1), {QUICK: 0.4, SLOW: 0.6}, *run)
    assert weights == {QUICK: 1.0}
    assert [e.seconds for e in model.estimators_] == [0.0]


def test_the_last_member_stays_with_a_warning(run):
    with pytest.warns(UserWarning, match="more than max_latency=0.01"):
        weights, _ = within(Limits(0.01), {SLOW: 1.0}, *run)
    assert weights == {SLOW: 1.0}


def test_a_member_that_makes_it_too_large_is_left_out(run):
    history, folder, _ = run
    large = Candidate.of("large")
    history.start(large, "opening")
    model = Sleeper().fit(X, Y)
    model.rows_ = np.zeros(10_000)
    history.add(large, folder.finish(large, Fold(0, 1.0), model=model))
    both = {large: 0.9, QUICK: 0.1}
    assert within(Limits(max_size=100_000), both, *run)[0] == both
    assert list(within(Limits(max_size=50_000), both, *run)[0]) == [QUICK]
    with pytest.warns(
        UserWarning, match=r"has 8\d{4} bytes, more than max_size=50000: nothing"
    ):
        weights, _ = within(Limits(max_size=50_000), {large: 1.0}, *run)
    assert weights == {large: 1.0}
