"""Who does the work: processes that can be killed one by one, or anybody's executor."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent

import joblib
import numpy as np
import psutil
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run import Workers
from lepton_automl.run.workers import count_workers, require_shared, why


@pytest.fixture
def ready(folder, make_plan):
    """Return the folder with a plan whose workers may take 200 MiB."""
    folder.write_plan(make_plan(memory=200 * 2**20))
    return folder


@pytest.fixture
def workers():
    workers = Workers(n_jobs=2)
    yield workers
    workers.stop()


@pytest.mark.parametrize(
    ("n_jobs", "count"),
    [(1, 1), (np.int64(3), 3), (None, joblib.cpu_count()), (-1, joblib.cpu_count())],
)
def test_workers_are_counted_as_scikit_learn_counts_them(n_jobs, count):
    assert count_workers(n_jobs) == count


@pytest.mark.parametrize("n_jobs", [0, 1.5, "two", True])
def test_a_number_of_workers_that_makes_no_sense_is_refused(n_jobs):
    with pytest.raises(InputError, match="n_jobs="):
        count_workers(n_jobs)


def test_jobs_are_done_in_other_processes(ready, workers):
    futures = [workers.submit(ready.job(Candidate.of("mean"), i)) for i in range(2)]
    assert [f.result(timeout=60).index for f in futures] == [0, 1]
    assert ready.fold(Candidate.of("mean"), 1).error is None


@pytest.mark.parametrize(
    ("name", "seconds", "reason"),
    [
        ("faulty_raises", None, "ValueError: this estimator always raises"),
        ("faulty_sleeps", 1.0, "took longer than the 1 s"),
        ("faulty_crashes", None, "its process died of SIGSEGV"),
        ("faulty_exits", None, "its process died with exit code 3"),
        ("faulty_devours", None, "ran out of memory (limit 0.2 GiB)"),
    ],
)
def test_whatever_a_fit_does_the_others_go_on(ready, workers, name, seconds, reason):
    bad = workers.submit(ready.job(Candidate.of(name), 0), seconds)
    good = workers.submit(ready.job(Candidate.of("mean", {"noise": 1.0}), 0), 60)
    try:
        said = bad.result(timeout=60).error
    except Exception as error:
        said = why(error)
    assert said.startswith(reason)
    assert good.result(timeout=60).error is None
    after = workers.submit(ready.job(Candidate.of("mean"), 1), 60)
    assert after.result(timeout=60).error is None


def test_stopping_kills_what_runs_at_once(ready, workers):
    for _ in range(2):
        workers.submit(ready.job(Candidate.of("faulty_sleeps"), 0))
    workers.submit(ready.job(Candidate.of("mean"), 0))
    time.sleep(1.0)
    started = time.monotonic()
    workers.stop()
    assert time.monotonic() - started < 2.0
    assert not [p for p in psutil.Process().children() if "pebble" in p.name()]


def test_any_executor_does(ready):
    with ThreadPoolExecutor(1) as threads:
        workers = Workers(executor=threads)
        assert workers.count == 1
        assert not workers.killable
        fold = workers.submit(ready.job(Candidate.of("mean"), 0), 5).result(timeout=60)
        workers.stop()
        assert fold.error is None
        assert threads.submit(os.getpid).result() == os.getpid()


def test_inline_means_this_process(ready):
    workers = Workers(executor="inline")
    fold = workers.submit(ready.job(Candidate.of("faulty_raises"), 0)).result()
    workers.stop()
    assert workers.count == 1
    assert fold.error == "ValueError: this estimator always raises"


def test_something_else_is_no_executor():
    with pytest.raises(InputError, match="has no method submit"):
        Workers(executor=42)


@pytest.mark.parametrize(
    ("cells", "by_trials", "threads"),
    [
        (1_000, False, 1),
        (10**9, False, 4),
        (10**9, True, 1),
    ],
)
def test_threads_are_for_one_large_fit_at_a_time(cells, by_trials, threads):
    workers = Workers(n_jobs=4)
    assert workers.threads(cells, by_trials) == threads
    assert (workers.count, workers.at_once * threads) == (4, 4)


def test_a_script_without_a_guard_is_not_run_again_by_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        dedent("""
        print("here")
        import math
        from lepton_automl.run.nursery import start_server, worker_context, worker_started
        from pebble import ProcessPool
        start_server()
        with ProcessPool(1, initializer=worker_started, context=worker_context()) as pool:
            print(pool.schedule(math.sqrt, (16.0,)).result())
    """)
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["here", "4.0"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_workers_do_not_outlive_a_killed_parent(outlives):
    assert not outlives("""
        import os, time
        from lepton_automl.run.nursery import start_server, worker_context, worker_started
        from pebble import ProcessPool
        start_server()
        pool = ProcessPool(1, initializer=worker_started, context=worker_context())
        print(pool.schedule(os.getpid).result(), flush=True)
        pool.schedule(time.sleep, (600,)).result()
    """)


def test_workers_elsewhere_are_as_many_as_have_come(tmp_path):
    storage = f"sqlite:///{tmp_path}/jobs.db"
    workers = Workers(storage=storage, run_dir=tmp_path)
    assert (workers.count, workers.killable) == (1, False)
    assert Workers(n_jobs=7, storage=storage, run_dir=tmp_path).count == 7
    workers.close()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"run_dir": None}, "needs run_dir="),
        ({"executor": "inline"}, "executor and storage were both given"),
        ({"storage": "postgresql://me:secret@db/x"}, "holds a password"),
    ],
)
def test_workers_elsewhere_need_what_they_share(tmp_path, arguments, reason):
    given = {"storage": f"sqlite:///{tmp_path}/jobs.db", "run_dir": tmp_path, **arguments}
    with pytest.raises(InputError, match=reason):
        Workers(**given)


def test_without_the_database_package_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(InputError, match=r"pip install 'lepton-automl\[workers\]'"):
        require_shared()
