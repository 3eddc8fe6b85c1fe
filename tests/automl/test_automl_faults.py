"""Whatever an estimator does, fit returns in time with a model and tells what went wrong."""

import sys
import time

import pytest
from toy_plugins import faulty

from lepton_automl import LeptonAutoML

REASONS = {
    "faulty_sleeps": "took longer than",
    "faulty_crashes": "its process died of SIGSEGV",
    "faulty_devours": "ran out of memory",
    "faulty_raises": "ValueError: this estimator always raises",
    "faulty_exits": "its process died with exit code 3",
    "faulty_babbles": "ValueError: predicted numbers that are not finite",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory limits are Linux's")
def test_the_search_goes_on_and_every_failure_is_listed(numbers, monkeypatch):
    X, y = numbers
    monkeypatch.setattr("lepton_automl.search.plan.default_memory", lambda n_workers: 2**29)
    automl = LeptonAutoML(
        time_budget=30, estimators=["ridge", *faulty.ALL], n_jobs=2, verbose=0
    )
    started = time.monotonic()
    automl.fit(X, y)
    assert time.monotonic() - started < 31
    assert automl.score(X, y) > 0.9
    reasons = automl.leaderboard().groupby("estimator")["error"].agg(" ".join)
    for name, reason in REASONS.items():
        assert reason in reasons[name]


def test_nothing_but_failures_leaves_the_baseline(numbers):
    X, y = numbers
    automl = LeptonAutoML(
        time_budget=None, n_trials=1, estimators=[faulty.RAISES], executor="inline", verbose=0
    )
    with pytest.warns(UserWarning, match="none of 1 candidates .* faulty_raises, failed"):
        automl.fit(X, y)
    assert automl.predict(X[:3]) == pytest.approx(y.mean(), abs=5.0)
    assert [c.estimator for c in automl.weights_] == ["baseline"]


@pytest.mark.parametrize("seconds", [0.01, 1.0])
def test_a_budget_too_small_for_anything_gives_the_baseline_in_time(numbers, seconds):
    X, y = numbers
    started = time.monotonic()
    automl = LeptonAutoML(time_budget=seconds, verbose=0).fit(X, y)
    assert time.monotonic() - started < seconds + 1.0
    assert len(automl.predict(X)) == len(X)
