"""Sixty-four connections at once, and new versions or the end meanwhile: no request is lost."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np
import pytest
from serve.conftest import ROW, Client
from serve.processes import WAIT, process

_log = logging.getLogger(__name__)
CONNECTIONS = 64
VERSIONS = (0.1, 0.01, 1.0)  # each another penalty
BETWEEN = 2.0  # seconds in which a version answers before the next comes
MANY = 100


@dataclass
class Load:
    """Connections that ask without pause, and are never opened anew.

    Attributes
    ----------
    seen : Counter
        Answers, by version and number of rows.
    taken : list of float
        The seconds of each.
    going : bool
        Whether they go on.
    """

    url: str
    seen: Counter = field(default_factory=Counter)
    taken: list = field(default_factory=list)
    going: bool = True

    async def run(self):
        """Ask from all connections until told to end; whatever is lost raises."""
        await asyncio.gather(
            *(self._ask(MANY if i % 4 == 0 else 1) for i in range(CONNECTIONS))
        )

    async def _ask(self, n_rows):
        place = urlsplit(self.url)
        body = json.dumps([ROW] * n_rows).encode()
        head = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        while self.going:
            start = time.perf_counter()
            writer.write(request)
            status, answer = await asyncio.wait_for(self._answer(reader), WAIT)
            assert status == 200, answer
            answer = json.loads(answer)
            assert len(answer["predictions"]) == n_rows
            assert len(set(answer["predictions"])) == 1  # all from one version
            self.taken.append(time.perf_counter() - start)
            self.seen[answer["version"], n_rows] += 1
        writer.close()
        await writer.wait_closed()

    @staticmethod
    async def _answer(reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        (length,) = (line.split(":")[1] for line in head if line.startswith("content-length"))
        return int(head[0].split()[1]), await reader.readexactly(int(length))


async def renewed(url, path, fit, load):
    """Write version after version, each once the one before has answered."""
    versions = [Client(url)("/predict", ROW).json["version"]]
    try:
        for C in VERSIONS:
            await asyncio.to_thread(fit, path, C=C)
            until = time.monotonic() + WAIT
            while (
                new := (await asyncio.to_thread(Client(url), "/models/m")).json["version"]
            ) in (versions):
                assert time.monotonic() < until
                await asyncio.sleep(0.05)
            versions.append(new)
            await asyncio.sleep(BETWEEN)
    finally:
        load.going = False
    return versions


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("workers", [1, 2])
def test_new_versions_under_64_connections_lose_no_request(fit_people, tmp_path, workers):
    path = fit_people(tmp_path / "m")

    async def both(load):
        asking = asyncio.create_task(load.run())
        await asyncio.sleep(BETWEEN)
        versions = await renewed(load.url, path, fit_people, load)
        await asking
        return versions

    words = ("--no-access-log", "--workers", workers)
    with process(path, *words, ready=workers) as server:
        load = Load(server.url)
        versions = asyncio.run(both(load))
        metrics = Client(server.url)("/metrics").content.decode()
        assert server.end() == 0
    assert len(set(versions)) == len(VERSIONS) + 1
    found = {(version, n) for version in versions for n in (1, MANY)}
    # The second of two workers may see that there is a version when the next one is there.
    assert set(load.seen) == found if workers == 1 else set(load.seen) <= found
    assert {version for version, _ in load.seen} == set(versions)
    # As many as were answered have come: none was sent twice, none was dropped.
    asked = sum(load.seen.values()) + 1
    assert f'lepton_requests_total{{endpoint="predict",status="200"}} {asked}.0' in metrics
    assert 'endpoint="predict",status="5' not in metrics
    _log.info(
        "%d requests of 64 connections, p50 %.0f ms, p99 %.0f ms, worst %.0f ms.",
        asked, *(1e3 * np.quantile(load.taken, (0.5, 0.99, 1.0))),
    )  # fmt: skip


class Ending(Load):
    """The same, opened anew when the server asks for it, until nobody listens."""

    async def _ask(self, n_rows):
        place = urlsplit(self.url)
        body = json.dumps([ROW] * n_rows).encode()
        head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        while True:
            try:
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
            except ConnectionError:
                return
            try:
                await self._until_asked_to_go(reader, writer, head.encode() + body)
            finally:
                writer.close()

    async def _until_asked_to_go(self, reader, writer, request):
        answered, goes_on = 0, True
        while goes_on:
            try:
                writer.write(request)
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT)
                (length,) = re.findall(rb"content-length: (\d+)", head.lower())
                await reader.readexactly(int(length))
            except (OSError, EOFError):
                # Nobody had taken the connection when the last who listened went.
                self.seen["lost" if answered else "not taken"] += 1
                return
            answered += 1
            self.seen[int(head.split()[1])] += 1
            goes_on = b"connection: close" not in head.lower()


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("workers", [1, 2])
def test_sigterm_under_64_connections_loses_no_request(people, workers):
    async def until_it_ends(load, server):
        asking = asyncio.create_task(load.run())
        await asyncio.sleep(BETWEEN)
        server.process.send_signal(signal.SIGTERM)
        await asking

    words = ("--no-access-log", "--workers", workers)
    with process(people, *words, ready=workers) as server:
        load = Ending(server.url)
        asyncio.run(until_it_ends(load, server))
        assert server.process.wait(WAIT) == 0
    assert set(load.seen) <= {200, "not taken"}, load.seen
    assert load.seen[200] > CONNECTIONS
    assert len(server.said("Ended: every request that came was answered.")) == workers
