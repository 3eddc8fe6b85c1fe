"""Clients that are slow, endless, or do not speak HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from serve.conftest import ROW, Client

from lepton_automl.serve import running
from lepton_automl.serve.protocol import PatientProtocol

BODY = json.dumps(ROW).encode()
HEAD = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def hasty(people):
    """The address of a server without patience."""
    patch = pytest.MonkeyPatch()
    patch.setattr(PatientProtocol, "head_seconds", 0.3)
    patch.setattr(PatientProtocol, "rest_seconds", 0.3)
    patch.setattr(PatientProtocol, "read_seconds", 0.3)
    with running(people, seconds=0.3, max_bytes=100_000) as url:
        yield url
    patch.undo()


@pytest.fixture
def connection(hasty):
    """An open connection."""
    parts = urlsplit(hasty)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as found:
        yield found


def heard(connection):
    """Return all that comes until the server closes."""
    found = b""
    try:
        while chunk := connection.recv(65536):
            found += chunk
    except ConnectionResetError:
        pass
    return found


def status(answer):
    """Return the status and the sentence of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["error"]


def test_a_head_that_comes_too_slowly_is_refused(connection):
    connection.sendall(b"GET /models HTTP/1.1\r\nHost:")
    code, said = status(heard(connection))
    assert code == 408
    assert said == "The head of the request did not arrive within 0.3 seconds."


def test_a_drop_now_and_then_does_not_help(connection):
    connection.sendall(b"GET /models HTTP/1.1\r\n")
    start = time.monotonic()
    try:
        while time.monotonic() < start + 30:
            connection.sendall(b"x: y\r\n")
            time.sleep(0.02)
    except OSError:
        pass
    assert time.monotonic() < start + 30


def test_a_silent_connection_is_closed(connection):
    assert heard(connection) == b""


def test_a_second_head_on_a_connection_has_a_limit_too(connection):
    connection.sendall(b"GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /v2")
    answers = heard(connection)
    assert answers.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in answers


def test_an_endless_head_is_refused(connection):
    connection.sendall(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000)
    code, said = status(heard(connection))
    assert code == 431
    assert "larger than 64 KiB" in said


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"hello\r\n\r\n",
        b"\0" * 100,
        b"GET  \r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(connection, garbage):
    connection.sendall(garbage)
    code, said = status(heard(connection))
    assert code == 400
    assert said == "This is not an HTTP request."


def test_a_body_that_comes_too_slowly_is_refused(connection):
    connection.sendall(HEAD + b"Content-Length: 500\r\n\r\n{")
    code, said = status(heard(connection))
    assert code == 408
    assert said == "The body did not arrive within 0.3 seconds."


def test_a_body_that_is_too_large_is_refused_before_it_came(connection):
    connection.sendall(HEAD + b"Content-Length: 100000000\r\n\r\n")
    code, said = status(heard(connection))  # and the connection is closed, having waited a bit
    assert code == 413
    assert "larger than 100,000 bytes" in said


def test_a_large_body_may_be_sent_whole_and_the_answer_heard(hasty):
    reply = Client(hasty)("/predict", b"x" * 5_000_000)
    assert reply.status == 413


def test_an_endless_body_is_cut_off(connection):
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    start, chunk = time.monotonic(), b"10000\r\n" + b"x" * 65536 + b"\r\n"
    try:
        while time.monotonic() < start + 30:
            connection.sendall(chunk)
    except OSError:
        pass
    assert time.monotonic() < start + 30


def test_after_a_refusal_the_connection_goes_on(connection):
    head = HEAD + b"Content-Length: 200000\r\n\r\n"
    good = HEAD + f"Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n".encode() + BODY
    connection.sendall(head + b"x" * 200_000 + good)
    answers = heard(connection)
    assert answers.startswith(b"HTTP/1.1 413")
    assert b"HTTP/1.1 200" in answers


def test_a_client_that_goes_in_the_middle_harms_nobody(hasty, connection):
    connection.sendall(HEAD + b"Content-Length: 500\r\n\r\n{")
    connection.close()
    assert Client(hasty)("/predict", ROW).status == 200


def test_slow_clients_cost_the_others_nothing(hasty):
    parts = urlsplit(hasty)
    slow = [socket.create_connection((parts.hostname, parts.port)) for _ in range(50)]
    try:
        for one in slow:
            one.sendall(HEAD)
        assert all(Client(hasty)("/predict", ROW).status == 200 for _ in range(5))
    finally:
        for one in slow:
            one.close()


@pytest.fixture
def few(people, monkeypatch):
    """The address of a server that takes three connections."""
    monkeypatch.setattr(PatientProtocol, "surplus_seconds", 0.5)
    with running(people, connections=3) as url:
        yield url


def asked(url, kept=None):
    """Return the status of a request, and the connection it came over, which stays open."""
    kept = kept or http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    kept.request("POST", "/predict", BODY)
    response = kept.getresponse()
    response.read()
    return response.status, kept


def test_one_connection_too_many_is_refused_and_those_before_go_on(few, caplog):
    kept = [asked(few)[1] for _ in range(3)]
    parts = urlsplit(few)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as surplus:
        surplus.sendall(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        answer = heard(surplus)
    assert status(answer) == (503, "All 3 connections are taken. Try again later.")
    assert b"retry-after: 1\r\n" in answer
    assert [asked(few, one)[0] for one in kept] == [200, 200, 200]
    assert "A connection is one too many." in caplog.messages
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as silent:
        assert heard(silent) == b""
    kept.pop().close()
    until = time.monotonic() + 30
    while (last := asked(few))[0] != 200:  # until the server has seen that one has gone
        last[1].close()
        assert time.monotonic() < until
    for one in (*kept, last[1]):
        one.close()


def test_who_does_not_read_is_cut_off(hasty, monkeypatch, caplog):
    ended = threading.Event()
    truly = PatientProtocol.connection_lost
    monkeypatch.setattr(
        PatientProtocol,
        "connection_lost",
        lambda self, error: (truly(self, error), self._answering and ended.set()),
    )
    parts = urlsplit(hasty)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as deaf:
        # More answers than the system keeps for a client that does not fetch them.
        deaf.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 2000)
        assert ended.wait(60)
        assert 1 < heard(deaf).count(b"HTTP/1.1 200") < 2000
    assert Client(hasty)("/predict", ROW).status == 200
    assert not [r for r in caplog.records if r.levelname == "ERROR"]


def test_who_has_just_come_is_heard_when_the_server_ends(monkeypatch):
    waited, closed = [], []
    monkeypatch.setattr(PatientProtocol, "_wait", lambda self, seconds: waited.append(seconds))
    protocol = PatientProtocol.__new__(PatientProtocol)
    protocol.transport = SimpleNamespace(close=lambda: closed.append("closed"))
    protocol.cycle, protocol._surplus = None, False
    protocol.shutdown()
    assert (waited, closed) == ([PatientProtocol.surplus_seconds], [])
    protocol.cycle = SimpleNamespace(response_complete=True)  # an answer was all it had
    protocol.shutdown()
    assert closed == ["closed"]


@pytest.mark.parametrize(("left", "goes_on"), [(100_000, True), (150_000, False), (0, True)])
def test_who_reads_slowly_is_not_cut_off(left, goes_on):
    read = []
    protocol = PatientProtocol.__new__(PatientProtocol)
    protocol._reader = None
    protocol.loop = SimpleNamespace(call_later=lambda *a: None)
    protocol.transport = SimpleNamespace(
        get_write_buffer_size=lambda: left, abort=lambda: read.append("aborted")
    )
    protocol._was_read(200_000)
    assert bool(read) is not goes_on
