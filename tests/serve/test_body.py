"""The body of a request: packed, too large, gone."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest
from serve.conftest import ROW
from starlette.requests import Request

from lepton_automl.serve.body import GONE, SMALL, Held, read_body
from lepton_automl.serve.refusal import Refusal

PATH = "/models/people/predict"


def read(*chunks, most=100, seconds=5.0, held=None, **headers):
    """Read a body that comes in chunks; None is a client that has gone."""
    waiting = list(chunks)

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        chunk = waiting.pop(0)
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting)}

    names = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": "http", "method": "POST", "headers": names}

    async def all_of_it():
        request = Request(scope, receive)
        async with read_body(request, most, seconds, held or Held(10**9)) as body:
            return body

    return asyncio.run(all_of_it())


def refused(*chunks, **options):
    """Return the status and sentence of a refusal."""
    with pytest.raises(Refusal) as caught:
        read(*chunks, **options)
    return caught.value.status, caught.value.sentence


def test_a_body_is_put_together():
    assert read(b"a", b"b", b"c") == b"abc"


def test_what_is_said_to_be_too_large_is_not_read():
    assert refused(None, content_length="101")[0] == 413


def test_what_turns_out_too_large_is_not_kept():
    status, sentence = refused(b"x" * 60, b"x" * 60)
    assert (status, "larger than 100 bytes" in sentence) == (413, True)


def test_what_does_not_come_is_not_waited_for():
    async def never():
        await asyncio.sleep(60)

    async def run():
        request = Request({"type": "http", "method": "POST", "headers": []}, never)
        with pytest.raises(Refusal) as caught:
            await read_body(request, 10, 0.01, Held(10)).__aenter__()
        return caught.value

    refusal = asyncio.run(run())
    assert refusal.status == 408
    assert refusal.headers == {"Connection": "close"}


def test_large_bodies_are_refused_while_others_are_held():
    held, large = Held(3 * SMALL), b"x" * 2 * SMALL
    held.take(2 * SMALL)
    limits = {"most": 10 * SMALL, "held": held}
    status, sentence = refused(large[:SMALL], large[SMALL:], **limits)
    assert (status, "holds 65,536 bytes of other requests" in sentence) == (429, True)
    assert refused(gzip.compress(large), content_encoding="gzip", **limits)[0] == 429
    assert read(b"x" * SMALL, **limits)  # small ones are let in
    assert held.now == 2 * SMALL  # what was refused or answered is no longer held
    held.now = 0
    assert read(large, **limits) == large
    assert held.now == 0


def test_a_client_that_has_gone_is_noted():
    assert refused(b"a", None)[0] == GONE


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_packed_bodies_are_unpacked(name, pack):
    assert read(pack(b"rows"), content_encoding=name) == b"rows"


def test_a_bomb_does_not_go_off():
    bomb = gzip.compress(b"0" * 50_000_000)
    status, _ = refused(bomb, most=100_000, content_encoding="gzip")
    assert status == 413


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"rows", "gzip", 400),
        (gzip.compress(b"rows", mtime=0)[:-4], "gzip", 400),
        (b"rows", "br", 415),
    ],
)
def test_what_cannot_be_unpacked_is_refused(body, encoding, status):
    assert refused(body, content_encoding=encoding)[0] == status


def test_a_packed_request_is_answered(client):
    packed = gzip.compress(json.dumps(ROW).encode())
    assert client(PATH, packed, Content_Encoding="gzip").status == 200
