"""An executor whose workers come from elsewhere."""

import logging
import time

import pytest
from sqlalchemy.exc import OperationalError

from lepton_automl.candidate import Candidate
from lepton_automl.run import shared
from lepton_automl.run.exchange import Exchange
from lepton_automl.run.folder import read_json
from lepton_automl.run.shared import FILE, SharedExecutor, WorkerLost
from lepton_automl.trial import Fold

A = Candidate.of("a")


@pytest.fixture
def storage(tmp_path):
    return f"sqlite:///{tmp_path}/jobs.db"


@pytest.fixture
def executor(storage):
    executor = SharedExecutor(storage, silence=0.8)
    yield executor
    executor.shutdown()


@pytest.fixture
def elsewhere(storage, folder):
    """The exchange as a worker sees it."""
    exchange = Exchange(storage, folder.stamp)
    yield exchange
    exchange.close()


def submit(executor, folder, index=0, seconds=None):
    return executor.submit(None, folder.job(A, index, seconds), False)


def until(condition):
    ended = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ended
        time.sleep(0.02)


def claimed(exchange, worker):
    """Take up a fold, once there is one."""
    ended = time.monotonic() + 20
    while (claim := exchange.claim(worker, "/here")) is None:
        assert time.monotonic() < ended
        time.sleep(0.02)
    return claim


def test_what_a_worker_reports_is_the_result(executor, folder, elsewhere):
    future = submit(executor, folder)
    until(lambda: read_json(folder.path / FILE))
    assert read_json(folder.path / FILE) == {
        "storage": elsewhere.storage,
        "run": folder.stamp,
    }
    elsewhere.arrive("me", "here:1", 1)
    claim = claimed(elsewhere, "me")
    elsewhere.report("me", claim.id, Fold(0, 0.5))
    assert future.result(timeout=20) == Fold(0, 0.5)


def test_a_fold_that_ran_out_of_time_is_a_timeout(executor, folder, elsewhere):
    future = submit(executor, folder, seconds=3.0)
    elsewhere.arrive("me", "here:1", 1)
    elsewhere.report("me", claimed(elsewhere, "me").id, None)
    with pytest.raises(TimeoutError) as late:
        future.result(timeout=20)
    assert late.value.args[1] == 3.0


def test_workers_are_counted_while_they_live(executor, folder, elsewhere):
    submit(executor, folder)
    assert executor.count == 1  # there is always a place to lay a fold out
    elsewhere.arrive("a", "here:1", 2)
    elsewhere.arrive("b", "here:2", 3)
    until(lambda: executor.count == 5)
    until(lambda: executor.count == 1)  # both fell silent


def test_a_worker_that_falls_silent_has_lost_its_fold(executor, folder, elsewhere):
    future = submit(executor, folder)
    elsewhere.arrive("me", "here:1", 1)
    claimed(elsewhere, "me")
    with pytest.raises(WorkerLost, match="fell silent"):
        future.result(timeout=20)
    until(lambda: elsewhere.workers() == [])
    again = submit(executor, folder)
    elsewhere.arrive("you", "here:2", 1)
    elsewhere.report("you", claimed(elsewhere, "you").id, Fold(0, 1.0))
    assert again.result(timeout=20).score == 1.0


def test_what_is_cancelled_is_gone(executor, folder, elsewhere):
    futures = [submit(executor, folder, index) for index in range(2)]
    elsewhere.arrive("me", "here:1", 1)
    claimed(elsewhere, "me")
    executor.cancel()
    assert all(future.cancelled() for future in futures)
    until(lambda: elsewhere.taken() == {})
    assert elsewhere.claim("me", "/here") is None


def test_a_database_that_is_gone_for_a_while_costs_nothing_but_time(
    executor, folder, elsewhere, monkeypatch, caplog
):
    put, failures = Exchange.put, []

    def failing(self, job):
        if len(failures) < 2:
            failures.append(job)
            raise OperationalError("insert", {}, Exception("the server is gone"))
        return put(self, job)

    monkeypatch.setattr(Exchange, "put", failing)
    begun = time.monotonic()
    future = submit(executor, folder)
    assert time.monotonic() - begun < 1.0  # the search is not held up
    until(lambda: len(failures) == 2)
    elsewhere.arrive("me", "here:1", 1)
    elsewhere.report("me", claimed(elsewhere, "me").id, Fold(0, 1.0))
    assert future.result(timeout=20).score == 1.0
    assert "The storage cannot be reached" in caplog.text


def test_the_end_is_told_to_workers(storage, folder, elsewhere):
    executor = SharedExecutor(storage)
    submit(executor, folder)
    assert elsewhere.beats() >= 0
    executor.shutdown()
    assert elsewhere.beats() == -1
    assert not (folder.path / FILE).exists()


def test_nobody_to_do_the_work_is_told_once(executor, folder, monkeypatch, caplog):
    monkeypatch.setattr(shared, "ALONE", 0.2)
    with caplog.at_level(logging.WARNING):
        submit(executor, folder)
        time.sleep(0.8)
    assert [r.message for r in caplog.records] == [
        "No worker has come. Start some: lepton worker RUN"
    ]


def test_an_executor_that_was_never_used_ends_quietly(storage):
    SharedExecutor(storage).shutdown()
