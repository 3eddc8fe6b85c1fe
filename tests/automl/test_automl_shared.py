"""Workers share one search through PostgreSQL; one that is killed loses nothing."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from house.sources import ROOT, environment
from toy_plugins import odd

from lepton_automl import LeptonAutoML
from lepton_automl.errors import InputError
from lepton_automl.plugin import EstimatorSpec, Float
from lepton_automl.run import shared
from lepton_automl.run.exchange import Exchange
from lepton_automl.run.folder import read_json

SLOW = EstimatorSpec(
    "slow", odd.Slow, {"regression"}, space={"noise": Float(0.0, 1.0)}, opening=({},)
)
OPTIONS = {
    "time_budget": None,
    "n_trials": 4,
    "estimators": [SLOW],
    "cv": 3,
    "random_state": 0,
    "verbose": 0,
}


def test_a_shared_search_needs_a_folder_to_share(numbers, tmp_path):
    storage = f"sqlite:///{tmp_path}/jobs.db"
    with pytest.raises(InputError, match="needs run_dir="):
        LeptonAutoML(storage=storage, **OPTIONS).fit(*numbers)
    both = LeptonAutoML(storage=storage, executor="inline", run_dir=tmp_path / "run", **OPTIONS)
    with pytest.raises(InputError, match="executor and storage were both given"):
        both.fit(*numbers)


def test_without_workers_there_is_the_baseline_in_time(numbers, tmp_path):
    options = {**OPTIONS, "time_budget": 3, "n_trials": None}
    started = time.monotonic()
    automl = LeptonAutoML(
        storage=f"sqlite:///{tmp_path}/jobs.db", run_dir=tmp_path / "run", **options
    ).fit(*numbers)
    assert time.monotonic() - started < 4.5
    assert [c.estimator for c in automl.weights_] == ["baseline"]
    assert not (tmp_path / "run" / "storage.json").exists()


def programs():
    """Return the folder of PostgreSQL's programs, or None."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@pytest.fixture(scope="module")
def postgres():
    """The URL of a real PostgreSQL, started for these tests on a port of its own."""
    place = programs()
    if place is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="lepton-pg-"))
    options = {}
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        name = next((n for n in ("postgres", "nobody") if known(n)), None)
        user = pwd.getpwnam(name)
        os.chown(folder, user.pw_uid, user.pw_gid)
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = folder / "data"
    words = [place / "initdb", "-D", data, "-U", "lepton", "--auth=trust", "--no-sync"]
    subprocess.run(words, check=True, capture_output=True, cwd=folder, **options)
    words = [place / "postgres", "-D", data, "-p", str(port), "-k", folder, "-F"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*words, "-c", "listen_addresses=127.0.0.1"],
            stdout=log,
            stderr=log,
            cwd=folder,
            **options,
        )
    try:
        wait_for(port, server, folder / "log")
        yield f"postgresql://lepton@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def known(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def wait_for(port, server, log):
    ended = time.monotonic() + 30
    while time.monotonic() < ended and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(0.5)  # it listens before it answers
            return
    pytest.fail(log.read_text())


def worker(run):
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-m", "lepton_automl", "worker", str(run)],
        env=environment(PYTHONPATH=paths),
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_with_a_fold(process, run, storage, killed):
    """Kill a worker, and all its processes, once it has a fold under way."""
    while (told := read_json(run / "storage.json")) is None:
        time.sleep(0.05)
    exchange = Exchange(storage, told["run"])
    ended = time.monotonic() + 60
    while time.monotonic() < ended:
        names = {w.worker: w.name for w in exchange.workers()}
        holders = {names.get(worker, "") for worker in exchange.taken().values()}
        if len(names) == 2 and any(h.endswith(f":{process.pid}") for h in holders):
            family = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in family:
                child.kill()
            killed.append(time.monotonic())
            break
        time.sleep(0.02)
    exchange.close()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_two_workers_share_a_search_and_one_may_be_killed(
    postgres, numbers, tmp_path, monkeypatch
):
    monkeypatch.setattr(shared, "SILENCE", 4.0)
    X, y = numbers
    expected = LeptonAutoML(executor="inline", **OPTIONS).fit(X, y)
    run, killed = tmp_path / "run", []
    with worker(run) as first, worker(run) as second:
        killer = threading.Thread(target=kill_with_a_fold, args=(first, run, postgres, killed))
        killer.start()
        automl = LeptonAutoML(storage=postgres, run_dir=run, **OPTIONS).fit(X, y)
        killer.join()
        said = second.stderr.read()
        assert killed
        assert first.wait() == -signal.SIGKILL
        assert second.wait() == 0, said
    assert not [trial.error for trial in automl.history_ if trial.error]
    assert [t.candidate for t in automl.history_] == [t.candidate for t in expected.history_]
    assert all(len(t.done) == 3 for t in automl.history_)
    assert np.array_equal(automl.predict(X), expected.predict(X))
    assert "The search has ended." in said
    done = int(said.split("done here: ")[1].split(".")[0])
    assert 1 <= done <= 12
    assert not (run / "storage.json").exists()


@pytest.mark.slow
def test_workers_at_once_take_each_fold_once(postgres):
    from lepton_automl.candidate import Candidate
    from lepton_automl.run.plan import Job

    exchange, found = Exchange(postgres, "many"), []
    exchange.open()
    numbers = [exchange.put(Job("/", "many", Candidate.of("a"), i)) for i in range(100)]

    def work(name):
        own = Exchange(postgres, "many")
        while (claim := own.claim(name, "/")) is not None:
            found.append(claim.id)
        own.close()

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A worker that finds the first fold in another's hands comes back for the next.
    while (claim := exchange.claim("last", "/")) is not None:
        found.append(claim.id)
    exchange.end()
    exchange.close()
    assert sorted(found) == numbers
