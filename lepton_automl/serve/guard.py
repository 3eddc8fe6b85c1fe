"""Stands before all endpoints: tokens, errors as JSON, request ids, logs, numbers."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lepton_automl.errors import InputError
from lepton_automl.serve.body import GONE
from lepton_automl.serve.house import House, json_response
from lepton_automl.serve.refusal import Refusal

__all__ = ["Guard"]

# Probes have no token, and the page says nothing of the models before it has one.
OPEN = frozenset({"/", "/v2/health/live", "/v2/health/ready"})
ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
HEADER = "x-request-id"
MEANINGS = {
    404: "There is no such address.",
    405: "This address does not take that method.",
}
_log = logging.getLogger(__name__)


class Guard:
    """An ASGI application around another.

    Parameters
    ----------
    app : ASGI application
        The endpoints.
    house : House
        Token, metrics, and whether the server is about to end.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house
        token = house.settings.token
        self._token = None if token is None else f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; whatever goes wrong is told in JSON."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["app"] = self  # routes then raise what they cannot find
        start = time.perf_counter()
        id_ = _id(Headers(scope=scope).get(HEADER))
        statuses: list[int] = []

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                headers = MutableHeaders(scope=message)
                headers[HEADER] = id_
                if self.house.draining:
                    headers["connection"] = "close"
            await send(message)

        try:
            self._admit(scope)
            await self.app(scope, receive, noted)
        except Exception as error:
            if statuses:
                raise  # half an answer is out: the connection is all that can be ended
            status = await self._refuse(error, scope, receive, noted)
            statuses.append(status)
        finally:
            self._record(scope, statuses, time.perf_counter() - start, id_)

    def _admit(self, scope: Scope) -> None:
        if self._token is None or scope["path"] in OPEN:
            return
        given = Headers(scope=scope).get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, self._token):
            what = "The token is wrong." if given else "A token is needed."
            raise Refusal(
                401,
                f"{what} Send the header 'Authorization: Bearer TOKEN'.",
                headers={"WWW-Authenticate": "Bearer"},
            )

    async def _refuse(
        self, error: Exception, scope: Scope, receive: Receive, send: Send
    ) -> int:
        refusal = _refusal(error)
        if refusal.status == 500:
            _log.error("A request failed.", exc_info=error, extra={"fields": _place(scope)})
        elif refusal.status == GONE:
            return GONE
        await _response(refusal)(scope, receive, send)
        return refusal.status

    def _record(self, scope: Scope, statuses: list[int], seconds: float, id_: str) -> None:
        endpoint = getattr(scope.get("endpoint"), "__name__", "none")
        status = statuses[-1] if statuses else 500
        self.house.metrics.requests.labels(endpoint, status).inc()
        self.house.metrics.seconds.labels(endpoint).observe(seconds)
        if self.house.settings.access_log:
            fields = {
                **_place(scope),
                "status": status,
                "milliseconds": round(1000 * seconds, 2),
                "request_id": id_,
                **scope.get("lepton", {}),
            }
            _log.info("request", extra={"fields": fields})


def _refusal(error: Exception) -> Refusal:
    """Return what is answered instead."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, InputError):
        return Refusal(422, str(error))
    if isinstance(error, HTTPException):
        sentence = MEANINGS.get(error.status_code, error.detail)
        return Refusal(error.status_code, sentence, headers=error.headers)
    return Refusal(500, "The server failed to answer; its log says why.")


def _response(refusal: Refusal) -> Response:
    return json_response(refusal.body(), refusal.status, refusal.headers)


def _place(scope: Scope) -> dict[str, Any]:
    client = scope.get("client")
    return {
        "method": scope["method"],
        "path": scope["path"][:200],
        "client": client[0] if client else "",
    }


def _id(given: str | None) -> str:
    """Return the client's name for a request if it is harmless, else a new one."""
    return given if given and ID.fullmatch(given) else secrets.token_hex(8)
