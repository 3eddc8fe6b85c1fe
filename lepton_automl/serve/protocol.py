"""HTTP/1.1 that does not wait for ever: uvicorn's protocol, with limits for slow clients.

uvicorn limits how long an idle connection is kept, but not how long the head of a request may
take, nor how large it may be, nor how long an answer may lie there unread: a client that sends
a byte a minute, or reads none, would keep its connection.

Of connections beyond a number, uvicorn refuses whatever anybody asks, so that who opens that
many shuts out those who were there before. Here it is the newcomer that is refused.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

__all__ = ["PatientProtocol"]

_log = logging.getLogger(__name__)


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol on httptools, with the patience of a clerk.

    Attributes
    ----------
    head_seconds : float
        That the head of a request may take.
    head_bytes : int
        That it may have.
    rest_seconds : float
        That the rest of a body may take whose request was answered before it was all there.
    read_seconds : float
        In which a client takes the rest of its answer, or `read_bytes` of it.
    read_bytes : int
        See there.
    surplus_seconds : float
        In which a client may ask that is one too many, to be told so, or the last one before
        the server ends, to be answered.
    """

    head_seconds = 10.0
    head_bytes = 64 * 1024
    rest_seconds = 5.0
    read_seconds = 30.0
    read_bytes = 64 * 1024
    surplus_seconds = 1.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._most, self.limit_concurrency = self.limit_concurrency, None
        self._timer: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._head = 0
        self._in_head = True
        self._surplus = False
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._surplus = self._most is not None and len(self.connections) > self._most
        self._wait(self.surplus_seconds if self._surplus else self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop()
        self._stop_reading()
        if self._answering is not None:
            # uvicorn tells the last request that came, which may wait behind this one.
            self._answering.disconnected = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head that has too many is refused."""
        if self.transport.is_closing():
            return
        if self._surplus:
            _log.warning(
                "A connection is one too many.", extra={"fields": {"most": self._most}}
            )
            sentence = f"All {self._most:,} connections are taken. Try again later."
            self._refuse(503, sentence, "retry-after: 1\r\n")
            return
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > self.head_bytes:
                most = f"{self.head_bytes // 1024} KiB"
                self._refuse(431, f"The head of the request is larger than {most}.")

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a head."""
        super().on_message_begin()
        if not self._in_head:
            self._in_head, self._head = True, 0
            self._wait(self.head_seconds)

    def on_headers_complete(self) -> None:
        """Hand the request on; its body has a limit of its own."""
        self._in_head = False
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take note that the body is all there."""
        if not self._in_head:
            self._stop()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with what is next, once the rest of an unwanted body has passed."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        elif self.cycle.more_body and not self._in_head and not self.transport.is_closing():
            self._wait(self.rest_seconds)

    def shutdown(self) -> None:
        """End when the server does; whoever has just come is heard first, and answered."""
        if self.cycle is None and not self._surplus:
            self._wait(self.surplus_seconds)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        self._stop_reading()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, even if its last answer was not read."""
        super().timeout_keep_alive_handler()
        self._await_reader()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, "This is not an HTTP request.")

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._give_up)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        if self._in_head and self._head:
            seconds = f"{self.head_seconds:g} seconds"
            self._refuse(408, f"The head of the request did not arrive within {seconds}.")
        else:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _await_reader(self) -> None:
        self._stop_reading()
        left = self.transport.get_write_buffer_size()
        self._reader = self.loop.call_later(self.read_seconds, self._was_read, left)

    def _was_read(self, before: int) -> None:
        """Wait on if the client reads; else end the connection: to close it would wait too."""
        if before - self.transport.get_write_buffer_size() >= self.read_bytes:
            self._await_reader()
        else:
            self.transport.abort()

    def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _refuse(self, status: int, sentence: str, more: str = "") -> None:
        """Answer and close, unless an answer to an earlier request is on its way."""
        self._stop()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            body = orjson.dumps({"error": sentence})
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
                "content-type: application/json\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n{more}\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()
