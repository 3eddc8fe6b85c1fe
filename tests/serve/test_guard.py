"""Before all endpoints: tokens, errors as JSON, request ids, logs, numbers."""

from __future__ import annotations

import hmac
import logging
import time

import pytest
from serve.conftest import ROW, Client

from lepton_automl.serve import guard, running

TOKEN = "s3cret-token-of-a-test"


@pytest.fixture(scope="module")
def locked(people):
    """The address of a server that wants a token."""
    with running(people, token=TOKEN, access_log=True) as url:
        yield url


@pytest.mark.parametrize("path", ["/predict", "/v2/models/people/infer", "/metrics", "/models"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "A token is needed."),
        ({"Authorization": "Bearer wrong"}, "The token is wrong."),
        ({"Authorization": TOKEN}, "The token is wrong."),
        ({"Authorization": f"Bearer {TOKEN}x"}, "The token is wrong."),
        (
            {"Authorization": f"bearer {TOKEN}".encode().decode("latin-1")},
            "The token is wrong.",
        ),
    ],
)
def test_without_the_token_nothing_is_told(locked, path, given, said):
    reply = Client(locked)(path, method="POST" if "e" in path[1:2] else "GET", **given)
    assert reply.status == 401
    assert said in reply.error
    assert reply.headers["www-authenticate"] == "Bearer"


def test_with_the_token_all_is_answered(locked):
    reply = Client(locked)("/predict", ROW, Authorization=f"Bearer {TOKEN}")
    assert reply.status == 200


def test_tokens_are_compared_in_constant_time(locked, monkeypatch):
    compared = []
    truly = hmac.compare_digest

    def compare(one, other):
        compared.append((one, other))
        return truly(one, other)

    monkeypatch.setattr(guard.hmac, "compare_digest", compare)
    Client(locked)("/models", Authorization="Bearer x")
    assert compared == [(b"Bearer x", f"Bearer {TOKEN}".encode())]


@pytest.mark.parametrize("path", ["/", "/v2/health/live", "/v2/health/ready"])
def test_probes_and_the_empty_page_need_no_token(locked, path):
    reply = Client(locked)(path)
    assert reply.status == 200
    assert b"income" not in reply.content


def logged(caplog):
    """Return the line about a request, which is written once the answer is out."""
    until = time.monotonic() + 30
    while not (found := [r for r in caplog.records if r.getMessage() == "request"]):
        assert time.monotonic() < until
        time.sleep(0.005)
    (record,) = found
    return record


def test_no_log_holds_the_token(locked, caplog):
    with caplog.at_level(logging.INFO):
        Client(locked)("/models", Authorization=f"Bearer {TOKEN}")
        record = logged(caplog)
    assert record.fields["status"] == 200
    assert record.fields["path"] == "/models"
    assert TOKEN not in str(vars(record))


def test_a_prediction_is_logged_with_model_and_rows(locked, caplog):
    with caplog.at_level(logging.INFO):
        Client(locked)(
            "/predict", [ROW] * 3, Authorization=f"Bearer {TOKEN}", X_Request_ID="r1"
        )
        record = logged(caplog)
    found = {k: record.fields[k] for k in ("model", "rows", "request_id", "status", "method")}
    assert found == {
        "model": "people",
        "rows": 3,
        "request_id": "r1",
        "status": 200,
        "method": "POST",
    }


def test_the_clients_name_of_a_request_comes_back_if_it_is_harmless(client):
    assert client("/models", X_Request_ID="abc-1").headers["x-request-id"] == "abc-1"
    long = client("/models", X_Request_ID="a" * 101).headers["x-request-id"]
    assert len(long) == 16


@pytest.mark.parametrize("path", ["/nowhere", "/v2/models/people/", "/models/people/predict/x"])
def test_an_address_that_is_not_there_is_told_in_json(client, path):
    reply = client(path)
    assert reply.status == 404
    assert reply.error == "There is no such address."


def test_a_wrong_method_is_told_in_json(client):
    reply = client("/models", method="DELETE")
    assert reply.status == 405
    assert reply.error == "This address does not take that method."


def test_a_fault_of_the_server_is_logged_and_not_shown(people, monkeypatch, caplog):
    from lepton_automl.serve.engine import Engine

    def broken(self, questions):
        return [RuntimeError("a secret path") for _ in questions]

    with running(people) as url, caplog.at_level(logging.ERROR):
        monkeypatch.setattr(Engine, "answer", broken)
        reply = Client(url)("/predict", ROW)
    assert reply.status == 500
    assert "secret" not in reply.content.decode()
    assert "a secret path" in caplog.text
