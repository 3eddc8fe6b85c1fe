"""A run in the browser: asked over HTTP, while another process works on it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from house.sources import environment

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run import BASELINE, read_history
from lepton_automl.trial import Fold
from lepton_automl.watch import watch, watching

SEARCH = """
import sys
from sklearn.datasets import load_iris
from lepton_automl import LeptonAutoML
X, y = load_iris(return_X_y=True, as_frame=True)
LeptonAutoML(
    time_budget=None, n_trials=25, estimators=["logistic_regression"], executor="inline",
    random_state=0, run_dir=sys.argv[1], verbose=0
).fit(X, y)
"""


def ask(url, where="", **headers):
    with urlopen(Request(f"{url}{where}", headers=headers), timeout=20) as answer:
        return answer.read()


def study(url, number=1):
    return json.loads(ask(url, f"api/studies/{number}"))


def test_a_run_is_shown_with_its_leaderboard_and_files(path):
    with watching(path) as url:
        assert url.startswith("http://127.0.0.1:")
        assert b"<html" in ask(url, "dashboard").lower()
        shown = study(url)
        assert [t["state"] for t in shown["trials"]] == ["Complete", "Running", "Fail"]
        assert shown["best_trials"][0]["values"] == [0.6]
        assert shown["note"]["body"].startswith("By r2, greater is better")
        (board,) = shown["artifacts"]
        lines = ask(url, f"artifacts/1/{board['artifact_id']}").splitlines()
        assert lines[0].startswith(b"rank,estimator,score")
        trial = shown["trials"][0]
        where = f"artifacts/1/{trial['trial_id']}/{trial['artifacts'][0]['artifact_id']}"
        assert ask(url, where).startswith(b"\x93NUMPY")


def test_it_is_kept_up_while_the_run_goes_on(path, writer):
    with watching(path) as url:
        assert len(study(url, 2)["trials"]) == 2
        writer.add(Candidate.of("ridge", {"alpha": 9.0}), Fold(0, 1.0), Fold(1, 1.0))
        ended = time.monotonic() + 20
        while len(study(url, 2)["trials"]) == 2:
            assert time.monotonic() < ended
            time.sleep(0.2)
        assert study(url, 2)["best_trials"][0]["values"] == [1.0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(path, method):
    with watching(path) as url, pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{url}api/studies/1", method=method, data=b"{}"), timeout=20)
    with refused.value as answer:
        assert answer.code == 405
        assert json.load(answer) == {"reason": "A run is watched, not changed."}


def test_pages_from_elsewhere_are_kept_out(path):
    with watching(path) as url:
        with pytest.raises(HTTPError) as refused:
            ask(url, "api/studies", Host="evil.example")
        with refused.value as answer:
            assert answer.code == 403
        port = url.rstrip("/").rpartition(":")[2]
        assert ask(url, "api/studies", Host=f"localhost:{port}")
        (board,) = study(url)["artifacts"]
        with urlopen(f"{url}artifacts/1/{board['artifact_id']}", timeout=20) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] is None


def test_an_address_that_is_taken_is_told(path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} of 127.0.0.1 .* 0 takes a free one"):
            watch(path, port=port)


def test_ipv6_is_spoken_where_there_is_any(path):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with watching(path, "::1") as url:
        assert len(study(url)["trials"]) == 3


def start(*words):
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1"),
        # Tests begun in the background are deaf to Ctrl-C, and so would be what they begin.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def test_ctrl_c_ends_the_watching_quietly(path):
    told = []

    def tell(url):
        told.append(url)
        raise KeyboardInterrupt

    watch(path, port=0, tell=tell)
    assert told[0].startswith("http://127.0.0.1:")


@pytest.mark.slow
def test_a_search_in_another_process_is_watched_and_ctrl_c_ends_the_watching(tmp_path):
    place = tmp_path / "flowers"
    with start("-c", SEARCH, place) as search:
        while not (place / "trials.jsonl").exists() and search.poll() is None:
            time.sleep(0.05)
        with start("-m", "lepton_automl", "watch", place, "--port", 0) as server:
            line = server.stderr.readline()
            url = line.split()[4]
            counts = [len(study(url)["trials"])]
            while search.poll() is None:
                time.sleep(1.1)
                counts.append(len(study(url)["trials"]))
            time.sleep(2.1)  # for which the dashboard shows the same again
            shown = study(url)
            importance = json.loads(ask(url, "api/studies/2/param_importances"))
            os.kill(server.pid, signal.SIGINT)
            rest = server.stderr.read()
        assert search.returncode == 0, search.stderr.read()
    assert line == f"Ctrl-C ends it. Open {url} in a browser.\n"
    assert rest == ""
    assert server.returncode == 0
    assert counts == sorted(counts)
    history = read_history(place)
    assert len(shown["trials"]) == len(history) - 1  # the baseline is none
    scores = {t["user_attrs"][0]["value"]: t.get("values") for t in shown["trials"]}
    for trial in history:
        if trial.candidate != BASELINE:
            assert scores[str(trial.candidate)] == [trial.score]
    assert {p["name"] for p in importance["param_importances"][0]} >= {"C"}
