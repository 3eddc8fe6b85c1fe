import io
import re

import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.report.lines import LineDisplay
from lepton_automl.report.summary import summarise
from lepton_automl.trial import Fold


class Log:
    """A display, its output, and a clock that is set by hand."""

    def __init__(self, each_trial=False, **budget):
        self.stream = io.StringIO()
        self.display = LineDisplay("r2", self.stream, each_trial)
        self.budget = Budget(**budget)

    def show(self, history, elapsed=0.0, end=False, **more):
        now = Clock(self.budget)
        summary = summarise(history, Clock(self.budget, now.started - elapsed), **more)
        before = len(self.stream.getvalue())
        (self.display.close if end else self.display.show)(summary)
        lines = self.stream.getvalue()[before:].splitlines()
        return [re.sub(r"^\[lepton .*?\] ", "", line) for line in lines]


@pytest.fixture
def log():
    return Log()


def test_a_new_best_is_a_line_and_no_news_is_none(make, log):
    assert log.show(make(a=[0.5])) == ["best r2 0.5: a(C=1)"]
    assert log.show(make(a=[0.5])) == []
    assert log.show(make(a=[0.5], b=[0.4])) == []
    assert log.show(make(a=[0.5], b=[0.6])) == ["best r2 0.6: b(C=1)"]


def test_one_fold_more_of_the_best_is_no_news(make, log):
    log.show(make(a=[0.5]))
    assert log.show(make(a=[0.5, 0.9])) == []


def test_a_failure_is_told_once_with_its_reason(make, log):
    history = make(a=["no memory\nat all"])
    assert log.show(history) == ["failed: a(C=1): no memory at all"]
    assert log.show(history) == []


@pytest.mark.parametrize("budget", [{"seconds": 100}, {"trials": 2}])
def test_each_tenth_of_the_budget_is_a_line(make, budget):
    log = Log(**budget)
    history = make(baseline=[0.5])
    log.show(history)
    if budget == {"seconds": 100}:
        assert log.show(history, elapsed=9) == []
        assert log.show(history, elapsed=11) == ["1 trials, 0 failed; best r2 0.5 by baseline"]
        assert log.show(history, elapsed=12) == []
        assert len(log.show(history, elapsed=55)) == 1
    else:
        assert "2 trials, 0 failed" in log.show(make(baseline=[0.5], b=[0.1]))[-1]


def test_without_a_limit_there_is_a_line_a_minute(make, log):
    history = make()
    assert log.show(history, elapsed=59) == []
    assert log.show(history, elapsed=61) == ["0 trials, 0 failed"]


def test_each_fold_is_a_line_if_wanted(make):
    log = Log(each_trial=True)
    history = make(a=[0.5], b=[0.4])
    assert log.show(history)[:2] == ["a(C=1): r2 0.5 (1 folds)", "b(C=1): r2 0.4 (1 folds)"]
    history.add(Candidate.of("b", {"C": 1.0}), Fold(1, score=0.2))
    assert log.show(history)[0] == "b(C=1): r2 0.3 (2 folds)"


def test_the_end_is_a_line(make, log):
    found = log.show(make(a=[0.5]), end=True, ensemble=0.6)
    assert found == ["ended: 1 trials, 0 failed; best r2 0.5 by a; ensemble 0.6"]
    log.display.close(None)


def test_the_line_begins_with_the_time_and_the_share(make):
    log = Log(seconds=100)
    log.show(make(a=["no"]), elapsed=5)
    assert log.stream.getvalue().startswith("[lepton 5.0 s   5%] failed")
