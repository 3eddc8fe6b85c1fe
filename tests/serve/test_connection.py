"""Requests to a server over kept connections."""

from __future__ import annotations

import socket
import threading

import pytest

from lepton_automl.errors import InputError, RemoteError
from lepton_automl.serve.connection import Connection


@pytest.fixture
def answering():
    """A server that answers each connection with the next of some bytes, then closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    answers, asked = [], []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                if answers:
                    connection.sendall(answers.pop(0))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", answers, asked
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def http(status, body, head="Connection: close\r\n"):
    """Return an answer."""
    return f"HTTP/1.1 {status} X\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(InputError, match="is no address of a server"):
        Connection(url)


def test_a_wrong_port_is_refused():
    with pytest.raises(InputError, match="no usable port"):
        Connection("http://localhost:99999")


def test_a_path_and_a_token_are_sent(answering):
    url, answers, asked = answering
    answers.append(http(200, '{"a": 1}'))
    connection = Connection(f"{url}/below/", "t0ken")
    assert connection.json("models", "a b/c") == {"a": 1}
    assert asked[0].startswith(b"GET /below/models/a%20b%2Fc HTTP/1.1\r\n")
    assert b"Authorization: Bearer t0ken\r\n" in asked[0]


def test_a_kept_connection_that_was_closed_is_opened_again(answering):
    url, answers, asked = answering
    # The server says that it keeps the connection, and closes it.
    answers += [http(200, "1", head=""), http(200, "2", head="")]
    connection = Connection(url)
    assert (connection.json("a"), connection.json("b")) == (1, 2)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (http(422, '{"error": "Column x."}'), InputError, "refused the request: Column x."),
        (http(401, '{"error": "No."}'), InputError, "refused the token: No."),
        (http(429, '{"error": "Busy."}'), RemoteError, "answered 429: Busy."),
        (http(500, "a page"), RemoteError, "answered 500: a page"),
        (http(502, ""), RemoteError, "answered 502: it gave no reason"),
        (http(302, ""), RemoteError, "answered 302"),
        (b"", RemoteError, "cannot be reached"),
        (b"nonsense\r\n\r\n", RemoteError, "cannot be reached"),
    ],
)
def test_what_goes_wrong_is_one_sentence(answering, answer, error, said):
    url, answers, _ = answering
    answers.append(answer)
    with pytest.raises(error, match=said):
        Connection(url).json("x")


def test_an_answer_is_waited_for_so_long():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(RemoteError, match="did not answer within 0.1 seconds"):
            Connection(url, timeout=0.1).json("x")


def test_an_unknown_host_is_told(monkeypatch):
    def unknown(*arguments, **named):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(RemoteError, match="the host is not known"):
        Connection("http://no.such.host").json("x")
