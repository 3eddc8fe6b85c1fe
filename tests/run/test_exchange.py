"""Folds are laid out in a database and taken up by one worker each."""

import threading

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run.exchange import Exchange, check_storage
from lepton_automl.run.plan import Job
from lepton_automl.trial import Fold

A = Candidate.of("a", {"x": 0.1, "loss": None})
RIVALS = (((1, 0.5), (2, 0.25)), ((1, 0.75),))


@pytest.fixture
def exchange(tmp_path):
    exchange = Exchange(f"sqlite:///{tmp_path}/jobs.db", "run")
    exchange.open()
    yield exchange
    exchange.close()


def job(index, seconds=None):
    return Job("/there", "run", A, index, seconds, RIVALS)


def test_a_fold_is_laid_out_taken_up_and_reported(exchange):
    number = exchange.put(job(0, 2.5))
    assert exchange.ended([number]) == {}
    claim = exchange.claim("me", "/here")
    assert claim.id == number
    assert claim.job == Job(
        "/here", "run", A, 0, 2.5, RIVALS
    )  # where this machine sees the folder
    assert exchange.taken() == {number: "me"}
    fold = Fold(0, 0.1 + 0.2, 1.5, latency=0.01, refit_params={"n": 3})
    exchange.report("me", number, fold)
    assert exchange.ended([number]) == {number: fold}
    assert exchange.taken() == {}


def test_one_that_ran_out_of_time_has_no_result(exchange):
    number = exchange.put(job(0))
    exchange.claim("me", "/here")
    exchange.report("me", number, None)
    assert exchange.ended([number]) == {number: None}


def test_those_that_wait_longest_go_first_and_each_once(exchange):
    numbers = [exchange.put(job(index)) for index in range(3)]
    assert [exchange.claim(w, "/here").id for w in "abc"] == numbers
    assert exchange.claim("d", "/here") is None


def test_many_workers_at_once_take_each_fold_once(exchange):
    numbers = {exchange.put(job(index)) for index in range(40)}
    found = []

    def work(name):
        own = Exchange(exchange.storage, "run")
        while (claim := own.claim(name, "/here")) is not None:
            found.append(claim.id)
        own.close()

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(numbers)


def test_what_a_worker_leaves_behind_waits_for_another(exchange):
    exchange.arrive("me", "here:1", 2)
    (worker,) = exchange.workers()
    assert (worker.name, worker.places) == ("here:1", 2)
    number = exchange.put(job(0))
    exchange.claim("me", "/here")
    exchange.leave("me")
    assert exchange.workers() == []
    assert exchange.claim("you", "/here").id == number


def test_a_late_report_of_a_fold_that_others_have_is_passed_over(exchange):
    number = exchange.put(job(0))
    exchange.claim("me", "/here")
    exchange.leave("me")
    exchange.claim("you", "/here")
    exchange.report("me", number, Fold(0, 1.0))
    assert exchange.ended([number]) == {}


def test_runs_in_one_database_do_not_meet(exchange):
    other = Exchange(exchange.storage, "other")
    other.open()
    exchange.put(job(0))
    assert other.claim("me", "/here") is None
    exchange.open()  # a search that was killed goes on: what it had laid out is gone
    assert exchange.claim("me", "/here") is None
    other.close()


def test_a_run_beats_until_it_ends(exchange):
    exchange.beat()
    exchange.beat()
    assert exchange.beats() == 2
    exchange.end()
    assert exchange.beats() == -1


def test_a_worker_that_was_struck_out_hears_of_it(exchange):
    exchange.arrive("me", "here:1", 1)
    assert exchange.pulse("me")
    assert exchange.workers()[0].beats == 1
    exchange.leave("me")
    assert not exchange.pulse("me")


@pytest.mark.parametrize(
    ("storage", "reason"),
    [
        ("nonsense", "must be the URL of a database"),
        (7, "must be the URL of a database"),
        ("sqlite://", "in memory"),
        ("postgresql://me:secret@db/x", "Give it as PGPASSWORD"),
    ],
)
def test_what_is_no_storage_is_refused_and_no_password_repeated(storage, reason):
    with pytest.raises(InputError, match=reason) as refused:
        check_storage(storage)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "storage", ["sqlite:////no/such/folder/x.db", "postgresql://127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_reached_is_told(storage):
    with pytest.raises(InputError, match="cannot be used"):
        Exchange(storage, "run")


def test_a_driver_that_is_missing_is_named():
    with pytest.raises(InputError, match=r"needs \w+: pip install"):
        Exchange("mysql://127.0.0.1/x", "run")
