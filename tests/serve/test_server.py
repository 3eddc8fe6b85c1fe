"""Servers as processes: signals, workers, new versions under load, taken ports."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPException

import pytest
from serve.conftest import ROW, Client
from serve.processes import WAIT, process

from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.serve import RemoteModel, Settings, running, serve
from lepton_automl.serve.server import bind, url_of


@contextmanager
def load(url, clients=4):
    """Ask a server without pause from several kept connections; give what became of it."""
    outcomes, stop = Counter(), threading.Event()
    body = json.dumps([ROW]).encode()

    def ask():
        connection = RemoteModel(url).model.connection
        while not stop.is_set():
            try:
                content, _ = connection.request("POST", "predict", body=body)
                outcomes[json.loads(content)["version"]] += 1
            except (OSError, HTTPException, InputError) as error:
                outcomes[repr(error)] += 1
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield outcomes
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_new_version_under_load_loses_no_request(fit_people, tmp_path):
    path = fit_people(tmp_path / "m")
    versions = []
    with running(path, look=0.02) as url, load(url) as outcomes:
        for C in (0.1, 0.01, 1.0):
            version = Client(url)("/predict", ROW).json["version"]
            versions.append(version)
            until = time.monotonic() + WAIT
            while not outcomes[version]:
                assert time.monotonic() < until
                time.sleep(0.01)
            fit_people(path, C=C)
            while Client(url)("/predict", ROW).json["version"] == version:
                assert time.monotonic() < until
        time.sleep(0.1)
    assert len(set(versions)) == 3
    assert set(versions) <= set(outcomes)
    assert not [o for o in outcomes if len(o) != 12], outcomes


def test_a_switched_link_under_load_loses_no_request(fit_people, tmp_path):
    one, two = fit_people(tmp_path / "1"), fit_people(tmp_path / "2", C=0.1)
    link = tmp_path / "current"
    link.symlink_to(one)
    with running(f"m={link}", look=0.02) as url, load(url) as outcomes:
        until = time.monotonic() + WAIT
        for target in (two, one, two):
            seen = len(outcomes)
            (tmp_path / "next").symlink_to(target)
            (tmp_path / "next").replace(link)
            before = Client(url)("/predict", ROW).json["version"]
            while Client(url)("/predict", ROW).json["version"] == before and seen < 2:
                assert time.monotonic() < until
    assert all(len(o) == 12 for o in outcomes), outcomes


def test_a_process_serves_and_says_so_in_json(people):
    with process(people) as server:
        assert Client(server.url)("/predict", ROW).status == 200
        (listening,) = server.said("Listening.")
        assert listening["pid"] == server.process.pid
        server.await_lines("request")
        assert server.said("request")[0]["rows"] == 1
        assert server.end() == 0
    assert server.said("Draining.")[0]["signal"] == "SIGTERM"
    assert server.said("Ended: every request that came was answered.")


def test_ctrl_c_ends_it_too(people):
    with process(people) as server:
        assert server.end(signal.SIGINT) == 0
    assert not any("traceback" in line for line in server.lines)


def test_sigterm_under_load_answers_what_it_has_taken(people):
    with process(people, "--no-access-log") as server, load(server.url) as outcomes:
        until = time.monotonic() + WAIT
        while sum(outcomes.values()) < 20:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert server.end() == 0
        time.sleep(0.2)
    # Whoever asks once more is refused a connection: no request was taken and dropped.
    failures = [o for o in outcomes if len(o) != 12]
    assert all("Connection refused" in o for o in failures), failures
    assert failures


def test_a_request_in_flight_is_answered_before_the_end(people, tmp_path):
    with process(people) as server:
        host, port = server.url.removeprefix("http://").split(":")
        body = json.dumps([ROW]).encode()
        with socket.create_connection((host, int(port)), timeout=WAIT) as connection:
            head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body[:10])
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            server.await_lines("Draining.")
            time.sleep(1.0)  # longer than the moment in which all answers say goodbye
            connection.sendall(body[10:])
            answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer.lower()
        assert server.process.wait(WAIT) == 0


@pytest.mark.slow
def test_workers_share_the_work_and_end_together(people):
    with process(people, "--workers", 2, ready=2) as server:
        ports = Counter()
        for _ in range(40):
            reply = Client(server.url)("/predict", ROW)
            ports[reply.status] += 1
        assert ports == {200: 40}
        text = Client(server.url)("/metrics").content.decode()
        assert 'lepton_requests_total{endpoint="predict",status="200"} 40.0' in text
        assert server.end() == 0
    ended = server.said("Ended: every request that came was answered.")
    assert len(ended) == 2


@pytest.mark.slow
def test_workers_do_not_outlive_their_parent(people):
    import psutil

    with process(people, "--workers", 2, ready=2) as server:
        children = psutil.Process(server.process.pid).children(recursive=True)
        server.process.kill()
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(people):
    import psutil

    with process(people, "--workers", 2, ready=2) as server:
        children = psutil.Process(server.process.pid).children(recursive=True)
        victim = next(c for c in children if "spawn_main" in " ".join(c.cmdline()))
        victim.kill()
        server.await_lines("Ready.", 3)
        assert Client(server.url)("/predict", ROW).status == 200


def test_a_taken_port_is_told():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} of 127.0.0.1 cannot be listened on"):
            bind("127.0.0.1", port)


def test_a_host_that_is_not_here_is_told():
    with pytest.raises(InputError, match="Check --host"):
        bind("192.0.2.1", 0)


def test_the_address_can_be_reached():
    with bind("0.0.0.0", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_what_cannot_be_loaded_is_an_error_before_anything_listens(tmp_path, monkeypatch):
    from lepton_automl.serve import server

    monkeypatch.setattr(server, "configure", lambda: None)
    with pytest.raises(ArtifactError):
        serve(Settings({"m": tmp_path / "none"}, port=0))


def test_a_server_beside_other_work_ends_with_its_block(people):
    with running(f"other={people}") as url:
        assert Client(url)("/models").json["models"][0]["name"] == "other"
    with pytest.raises(OSError):
        Client(url)("/models")
