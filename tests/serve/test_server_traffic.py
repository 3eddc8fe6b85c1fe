"""Bad traffic costs other clients nothing: they are answered rightly, and soon."""

from __future__ import annotations

import http.client
import json
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
import pytest
from house.sources import environment
from serve.processes import process
from serve.traffic import EXPECTED, PATH

import lepton_automl

_log = logging.getLogger(__name__)
SECONDS = 12.0
# A machine may be busy with anything; what is meant are servers that stand still, or swell.
SLOWER = 30
MEGABYTES = 500


class Client:
    """Asks again and again over one connection that is never opened anew.

    Parameters
    ----------
    url : str
        Of the server.
    rows, answers : list
        What is asked, and what must be answered.
    """

    def __init__(self, url, rows, answers):
        place = urlsplit(url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.connection.connect()
        self.bodies = [json.dumps([row]).encode() for row in rows]
        self.answers = answers

    def ask(self, going):
        """Return the seconds that each answer took, while so many are too few."""
        taken = []
        while going(len(taken)):
            at = len(taken) % len(self.bodies)
            start = time.perf_counter()
            self.connection.putrequest("POST", PATH + "?proba=true")
            self.connection.putheader("Content-Type", "application/json")
            self.connection.putheader("Content-Length", str(len(self.bodies[at])))
            self.connection.endheaders(self.bodies[at])
            response = self.connection.getresponse()
            answer = json.loads(response.read())
            taken.append(time.perf_counter() - start)
            assert response.status == 200, answer
            label, chances = self.answers[at]
            assert answer["predictions"] == [label]
            np.testing.assert_allclose(answer["probabilities"][0], chances, rtol=1e-9)
        return np.array(taken)


@pytest.fixture(scope="module")
def asked(people, people_table):
    """Return rows without gaps, and what the model says of each."""
    rows = people_table.dropna().head(20)
    local = lepton_automl.load(people)
    answers = zip(local.predict(rows), local.predict_proba(rows), strict=True)
    return rows.to_dict("records"), list(answers)


def watched(process_, stop):
    """Return the most memory that a process had until a stop, in bytes."""
    most = 0
    while not stop.is_set():
        most = max(most, process_.memory_info().rss)
        stop.wait(0.05)
    return most


def summary(taken):
    """Return requests per second and the 99th percentile, in words."""
    return (
        f"{len(taken) / taken.sum():,.0f}/s, p50 {1e3 * np.median(taken):.1f} ms, "
        f"p99 {1e3 * np.quantile(taken, 0.99):.1f} ms, worst {1e3 * taken.max():.0f} ms"
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_bad_traffic_costs_others_nothing(people, asked):
    with process(people, "--timeout", 3, "--no-access-log") as server:
        client, itself = Client(server.url, *asked), psutil.Process(server.process.pid)
        client.ask(lambda n: n < 50)  # it warms up
        until = time.monotonic() + 4
        alone = client.ask(lambda n: time.monotonic() < until)
        before, stop, most = itself.memory_info().rss, threading.Event(), []
        watch = threading.Thread(target=lambda: most.append(watched(itself, stop)))
        watch.start()
        bad = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("traffic.py"), server.url, str(SECONDS)],
            stdout=subprocess.PIPE,
            env=environment(),
        )
        try:
            beside = client.ask(lambda n: bad.poll() is None)
            seen = json.loads(bad.communicate()[0])
        finally:
            bad.kill()
            bad.wait()
            stop.set()
            watch.join()
            client.connection.close()
        assert server.end() == 0
    grown = (most[0] - before) / 1e6
    # Seen with `--log-cli-level=INFO`.
    _log.info("Alone: %s; beside bad traffic: %s.", summary(alone), summary(beside))
    _log.info("Grown by %.0f MB. Bad requests: %s", grown, seen)
    wrong = {k: v for k, v in seen.items() if not set(v) <= EXPECTED[k]}
    assert not wrong, wrong
    assert set(seen) == set(EXPECTED)
    assert not [line for line in server.lines if line["level"] == "error"]
    assert grown < MEGABYTES, grown
    assert np.median(beside) < SLOWER * max(np.median(alone), 0.001), summary(beside)
    assert np.quantile(beside, 0.99) < SLOWER * max(np.quantile(alone, 0.99), 0.05)
    assert beside.max() < 5, summary(beside)
