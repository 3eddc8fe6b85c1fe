"""The body of a request, within limits of size and time."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request

from lepton_automl.serve.refusal import Refusal

__all__ = ["GONE", "SMALL", "Held", "read_body"]

GONE = 499  # what the log says of a client that did not wait
SMALL = 32 * 1024  # bytes; larger bodies are counted, and parsed where they keep nobody
TINY = 1024  # bytes; unpacked they are a thousand times as many at most
PACKED = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class Held:
    """The bytes of large bodies that are in memory, and how many may be.

    Parameters
    ----------
    most : int
        That are held at a time.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.now = 0

    def take(self, size: int) -> None:
        """Hold so many more.

        Raises
        ------
        Refusal
            If that were too many.
        """
        if self.now + size > self.most:
            raise Refusal(
                429,
                f"The server holds {self.now:,} bytes of other requests. Try again later.",
                headers={"Retry-After": "1"},
            )
        self.now += size


class _Share:
    """What one request holds; small ones are let in whatever others hold."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.size = 0

    def grow_to(self, size: int) -> None:
        if size > SMALL:
            self.held.take(size - self.size)
            self.size = size

    def end(self) -> None:
        self.held.now -= self.size
        self.size = 0


@contextlib.asynccontextmanager
async def read_body(
    request: Request, most: int, seconds: float, held: Held
) -> AsyncIterator[bytes]:
    """Give a request's body, unpacked, to a block.

    Parameters
    ----------
    request : Request
        The request.
    most : int
        Bytes that it may have, packed or not.
    seconds : float
        That it may take to come.
    held : Held
        What all requests hold together.

    Raises
    ------
    Refusal
        If it is too large, too slow, packed in a way that is not known, or if too much is held
        already.
    """
    share = _Share(held)
    try:
        yield await _whole(request, most, seconds, share)
    finally:
        share.end()


async def _whole(request: Request, most: int, seconds: float, share: _Share) -> bytes:
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(seconds):
            body = await _read(request, most, share)
    except TimeoutError:
        raise Refusal(
            408,
            f"The body did not arrive within {seconds:g} seconds.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Refusal(GONE, "The client has gone.") from None
    packing = request.headers.get("content-encoding", "identity").lower()
    if packing == "identity":
        return body
    if len(body) <= TINY:
        body = _unpacked(body, packing, most)
    else:  # it may be long work
        body = await asyncio.to_thread(_unpacked, body, packing, most)
    share.grow_to(max(len(body), share.size))
    return body


async def _read(request: Request, most: int, share: _Share) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        share.grow_to(size)
        chunks.append(chunk)
    return b"".join(chunks)


def _unpacked(body: bytes, packing: str, most: int) -> bytes:
    if packing not in PACKED:
        raise Refusal(
            415, f"Content-Encoding {packing[:40]!r} is not known. Known: {', '.join(PACKED)}."
        )
    unpacker = zlib.decompressobj(PACKED[packing])
    try:
        found = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise Refusal(400, f"The body is not {packing}: {error}.") from None
    if len(found) > most:
        raise _too_large(most)
    if not unpacker.eof:
        raise Refusal(400, f"The body is not whole {packing}: it breaks off.")
    return found


def _too_large(most: int) -> Refusal:
    return Refusal(413, f"The body is larger than {most:,} bytes. Send fewer rows at a time.")
