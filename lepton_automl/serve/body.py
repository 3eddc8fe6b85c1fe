"""The body of a request, within limits of size and time."""

from __future__ import annotations

import asyncio
import zlib

from starlette.requests import ClientDisconnect, Request

from lepton_automl.serve.refusal import Refusal

__all__ = ["GONE", "read_body"]

GONE = 499  # what the log says of a client that did not wait
PACKED = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """Return a request's body, unpacked.

    Parameters
    ----------
    request : Request
        The request.
    most : int
        Bytes that it may have, packed or not.
    seconds : float
        That it may take to come.

    Raises
    ------
    Refusal
        If it is too large, too slow, or packed in a way that is not known.
    """
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(seconds):
            body = await _read(request, most)
    except TimeoutError:
        raise Refusal(
            408,
            f"The body did not arrive within {seconds:g} seconds.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Refusal(GONE, "The client has gone.") from None
    packing = request.headers.get("content-encoding", "identity").lower()
    return body if packing == "identity" else _unpacked(body, packing, most)


async def _read(request: Request, most: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise _too_large(most)
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
