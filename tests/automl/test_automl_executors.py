"""Any executor may do the work; a worker that is lost loses nothing."""

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import psutil
import pytest

from lepton_automl import LeptonAutoML

OPTIONS = {"time_budget": None, "random_state": 0, "verbose": 0}


def test_the_standard_librarys_processes_do(numbers):
    X, y = numbers
    with ProcessPoolExecutor(1) as pool:
        automl = LeptonAutoML(n_trials=2, estimators=["ridge"], executor=pool, **OPTIONS)
        theirs = automl.fit(X, y).predict(X)
    ours = LeptonAutoML(n_trials=2, estimators=["ridge"], executor="inline", **OPTIONS)
    assert np.array_equal(theirs, ours.fit(X, y).predict(X))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_two_dask_processes_do_and_one_may_be_killed(numbers):
    distributed = pytest.importorskip("distributed", reason="needs dask[distributed]")
    X, y = numbers
    names = ["ridge", "random_forest", "extra_trees"]
    expected = LeptonAutoML(n_trials=6, estimators=names, executor="inline", **OPTIONS)
    expected = expected.fit(X, y).predict(X)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())
        assert len(set(pids)) == 2

        def kill_one():
            time.sleep(1.0)
            psutil.Process(pids[0]).kill()

        killer = threading.Thread(target=kill_one)
        killer.start()
        automl = LeptonAutoML(
            n_trials=6, estimators=names, executor=client.get_executor(), n_jobs=2, **OPTIONS
        ).fit(X, y)
        killer.join()
    assert not psutil.pid_exists(pids[0]) or psutil.Process(pids[0]).status() == "zombie"
    assert not [t for t in automl.history_ if t.error]
    assert np.array_equal(automl.predict(X), expected)
