"""A worker does what a search lays out, and goes home with it."""

import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run.exchange import Exchange
from lepton_automl.run.labour import do_here, labour
from lepton_automl.run.shared import SharedExecutor

MEAN = Candidate.of("mean")


@pytest.fixture
def searching(folder, make_plan, tmp_path):
    """Return a function that searches in a thread while the worker works in this one."""
    folder.write_plan(make_plan(memory=200 * 2**20))

    def work(search, **settings):
        executor, found = SharedExecutor(f"sqlite:///{tmp_path}/jobs.db"), []

        def run():
            try:
                found.append(search(executor))
            finally:
                executor.shutdown()

        thread = threading.Thread(target=run)
        thread.start()
        said = []
        done = labour(folder.path, tell=said.append, **settings)
        thread.join()
        return found[0], done, said

    return work


def test_folds_are_done_until_the_search_ends(searching, folder):
    def search(executor):
        jobs = [folder.job(MEAN, index) for index in range(2)]
        futures = [executor.submit(None, job, False) for job in jobs]
        return [future.result(timeout=60) for future in futures]

    folds, done, said = searching(search)
    assert folds == [folder.fold(MEAN, index) for index in range(2)]
    assert [fold.error for fold in folds] == [None, None]
    assert done == 2
    assert said[-1] == "The search has ended. Folds done here: 2."


def test_whatever_a_fold_does_the_worker_goes_on(searching, folder):
    def search(executor):
        slow = executor.submit(None, folder.job(Candidate.of("faulty_sleeps"), 0, 1.0), False)
        with pytest.raises(TimeoutError):
            slow.result(timeout=60)
        found = []
        for name in ("faulty_crashes", "faulty_raises", "mean"):
            job = folder.job(Candidate.of(name), 0)
            found.append(executor.submit(None, job, False).result(timeout=60).error)
        return found

    errors, done, _ = searching(search)
    assert errors[0].startswith("its process died of SIGSEGV")
    assert errors[1].startswith("ValueError: this estimator always raises")
    assert errors[2] is None
    assert done == 4
    assert folder.fold(Candidate.of("faulty_crashes"), 0).error == errors[0]
    # Whether a fold that ran out of time is to blame, only the search can tell.
    assert folder.fold(Candidate.of("faulty_sleeps"), 0) is None


def test_what_the_search_takes_back_is_dropped(searching, folder):
    def search(executor):
        executor.submit(None, folder.job(Candidate.of("faulty_sleeps"), 0), False)
        while not executor._exchange.taken():
            time.sleep(0.02)
        executor.cancel()
        job = folder.job(MEAN, 0)
        return executor.submit(None, job, False).result(timeout=60)

    fold, _, _ = searching(search)
    assert fold.error is None


def test_a_machine_has_its_own_limit_of_memory(folder, make_plan):
    folder.write_plan(make_plan(memory=None))
    fold = do_here(folder.job(Candidate.of("faulty_devours"), 0), 2**27)
    assert fold.error.startswith("ran out of memory (limit 0.1 GiB)")


def test_a_worker_waits_for_the_search_but_not_for_ever(tmp_path):
    with pytest.raises(InputError, match=r"No search with storage= goes on in"):
        labour(tmp_path, wait_for=0.3)


def test_a_worker_whose_search_was_begun_again_goes_on_with_it(searching, folder, tmp_path):
    old = Exchange(f"sqlite:///{tmp_path}/jobs.db", "killed")
    old.open()
    (folder.path / "storage.json").write_text(
        f'{{"storage": "sqlite:///{tmp_path}/jobs.db", "run": "killed"}}'
    )

    def search(executor):
        while not old.workers():
            time.sleep(0.02)
        return executor.submit(None, folder.job(MEAN, 0), False).result(timeout=60)

    fold, done, _ = searching(search)
    old.close()
    assert fold.error is None
    assert done == 1


def test_a_result_is_reported_once_the_database_is_back(searching, folder, monkeypatch):
    report, failures = Exchange.report, []

    def failing(self, worker, id, fold):
        if not failures:
            failures.append(id)
            raise OperationalError("update", {}, Exception("the server is gone"))
        report(self, worker, id, fold)

    monkeypatch.setattr(Exchange, "report", failing)

    def search(executor):
        return executor.submit(None, folder.job(MEAN, 0), False).result(timeout=60)

    fold, done, _ = searching(search)
    assert failures
    assert (fold.error, done) == (None, 1)
