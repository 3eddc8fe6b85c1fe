"""Bad traffic, as a program of its own: ``python traffic.py URL SECONDS``.

It sends a server what it should refuse, over many connections, and prints as JSON what became
of it: ``{"kind": {"status": count}}``; ``closed`` is a connection that was closed unanswered.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from urllib.parse import urlsplit

ROW = {"age": 31.0, "income": 2e4, "town": "Ulm", "member": True, "since": "2021-05-01"}
HUGE = 100_000_000
CLOSED = "closed"
PAUSE = 0.05  # seconds between two requests of a connection
PATH, INFER = "/models/people/predict", "/v2/models/people/infer"


def post(
    body: bytes, path: str = PATH, kind: str = "application/json", **headers: str
) -> bytes:
    """Return a request."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def row(**cells: object) -> bytes:
    """Return a row with other cells, as JSON; NaN and Infinity as Python writes them."""
    return json.dumps([{**ROW, **cells}]).encode()


def tensor(**more: object) -> bytes:
    """Return an inference request of one strange tensor."""
    one = {"name": "age", "shape": [1], "datatype": "FP64", "data": [1.5], **more}
    return json.dumps({"inputs": [one]}).encode()


def wide(n: int = 10_000) -> dict[str, bytes]:
    """Return requests of very many columns, in all the ways that rows can be sent."""
    names = [f"column {i}" for i in range(n)]
    inputs = [{"name": x, "shape": [1], "datatype": "FP64", "data": [1]} for x in names]
    csv = ",".join(names) + "\n" + ",".join("1" for _ in names)
    return {
        "wide row": post(json.dumps([dict.fromkeys(names, 1)]).encode()),
        "wide csv": post(csv.encode(), kind="text/csv"),
        "wide tensors": post(json.dumps({"inputs": inputs}).encode(), INFER),
    }


# What is sent whole, and the statuses with which it may be answered.
WHOLE = {
    "nan": (post(row(age=float("nan"))), {"400"}),
    "infinity": (post(row(age=float("inf"))), {"400"}),
    "too large a number": (post(row(age=1).replace(b"1,", b"1e999,", 1)), {"400", "422"}),
    "text for a number": (post(row(age="old")), {"422"}),
    "list for a date": (post(row(since=[1])), {"422"}),
    "wrong datatype": (post(tensor(datatype="BYTES"), INFER), {"422"}),
    "wrong shape": (post(tensor(shape=[2**62] * 1000), INFER), {"400"}),
    "garbage as json": (post(bytes(range(256)) * 16), {"400"}),
    "garbage as csv": (post(bytes(range(256)) * 16, kind="text/csv"), {"400", "422"}),
    "garbage as tensors": (
        post(b"{}" + bytes(999), INFER, Inference_Header_Content_Length="2"), {"400"}
    ),
    "deep json": (post(b"[" * 100_000), {"400"}),
    "many empty objects": (post(b"[" + b"{}," * 3_000_000 + b"{}]"), {"422"}),
    "bomb": (post(gzip.compress(bytes(HUGE)), Content_Encoding="gzip"), {"413"}),
    "no http": (bytes(range(256)) * 8, {"400", CLOSED}),
    "tls": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(508), {"400", CLOSED}),
    "http 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(64), {"400", "404", "405", CLOSED}),
    "long head": (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", {"431"}),
    "two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", {"400"}
    ),
    **{name: (request, {"422"}) for name, request in wide().items()},
}  # fmt: skip
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SLOW = {
    "slow head": (b"", HEAD.encode() + b"X: " + b"x" * 999, {"408", CLOSED}, 40),
    "slow body": (f"{HEAD}Content-Length: 999\r\n\r\n".encode(), b"[" * 999, {"408"}, 40),
}
LARGE = {
    "large body": (f"{HEAD}Content-Length: {HUGE}\r\n\r\n".encode(), False, {"413"}, 3),
    "large chunks": (
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(), True, {"408", "413", "429"}, 3
    ),
}  # fmt: skip
EXPECTED = {name: kind[-1] for name, kind in WHOLE.items()}
EXPECTED |= {name: kind[2] for name, kind in {**SLOW, **LARGE}.items()}


class Traffic:
    """Connections that all send what they should not.

    Parameters
    ----------
    url : str
        Of the server.
    seconds : float
        How long new requests are begun.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self.place = urlsplit(url).hostname, urlsplit(url).port
        self.until = time.monotonic() + seconds
        self.seen: dict[str, Counter[str]] = defaultdict(Counter)

    async def run(self) -> None:
        """Send until the time is over, and wait for what is open then."""
        tasks = [self._repeat(n, self._whole(request)) for n, (request, _) in WHOLE.items()]
        for name, (head, rest, _, count) in SLOW.items():
            tasks += [self._repeat(name, self._slow(head, rest)) for _ in range(count)]
        for name, (head, chunked, _, count) in LARGE.items():
            tasks += [self._repeat(name, self._large(head, chunked)) for _ in range(count)]
        await asyncio.gather(*tasks)

    async def _repeat(self, name, send) -> None:
        while time.monotonic() < self.until:
            reader, writer = await asyncio.open_connection(*self.place)
            answer = asyncio.create_task(self._answer(reader))
            sending = asyncio.create_task(send(writer))
            self.seen[name][await answer] += 1
            sending.cancel()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await sending
            writer.close()
            await asyncio.sleep(PAUSE)

    @staticmethod
    async def _answer(reader) -> str:
        try:
            async with asyncio.timeout(60):
                line = await reader.readline()
        except (TimeoutError, OSError) as error:
            return CLOSED if isinstance(error, ConnectionError) else repr(error)
        return line.split()[1].decode() if line.startswith(b"HTTP/") else CLOSED

    @staticmethod
    def _whole(request: bytes):
        async def send(writer) -> None:
            writer.write(request)
            await writer.drain()

        return send

    @staticmethod
    def _slow(head: bytes, rest: bytes):
        async def send(writer) -> None:
            writer.write(head)
            for byte in rest:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)

        return send

    @staticmethod
    def _large(head: bytes, chunked: bool):
        piece = b"1" * 1_000_000
        part = b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece

        async def send(writer) -> None:
            writer.write(head)
            for _ in range(HUGE // len(piece)):
                writer.write(part)
                await writer.drain()
            if chunked:
                writer.write(b"0\r\n\r\n")

        return send


if __name__ == "__main__":
    traffic = Traffic(sys.argv[1], float(sys.argv[2]))
    asyncio.run(traffic.run())
    sys.stdout.write(json.dumps(traffic.seen))
