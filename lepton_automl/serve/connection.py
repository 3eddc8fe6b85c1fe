"""Requests to a server over connections that are kept, one for each thread."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from lepton_automl.errors import InputError, RemoteError

__all__ = ["Connection"]

# How a connection says that it had been closed while it lay idle: before anything was answered.
STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class Connection:
    """Requests to one server.

    Parameters
    ----------
    url : str
        ``http://HOST:PORT``, perhaps with a path below which the server lies.
    token : str or None
        What the server wants to know.
    timeout : float
        Seconds to wait for an answer.

    Raises
    ------
    InputError
        If the address is none.
    """

    def __init__(self, url: str, token: str | None = None, timeout: float = 60.0) -> None:
        parts = urlsplit(url if "//" in url else f"//{url}", scheme="http")
        try:
            port = parts.port
        except ValueError as error:
            raise InputError(f"{url!r} has no usable port: {error}.") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"{url!r} is no address of a server, such as http://127.0.0.1:8080."
            )
        self.url = url
        self._secure = parts.scheme == "https"
        self._place = parts.hostname, port
        self._below = parts.path.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._kept = threading.local()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the open connections: they cannot travel."""
        return {name: value for name, value in vars(self).items() if name != "_kept"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin without open connections."""
        vars(self).update(state, _kept=threading.local())

    def json(self, *path: str) -> Any:
        """Return the JSON at an address."""
        return json.loads(self.request("GET", *path)[0])

    def request(
        self,
        method: str,
        *path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[bytes, Mapping[str, str]]:
        """Return an answer's body and headers.

        Raises
        ------
        InputError
            If the server refuses the request; its sentence says why.
        RemoteError
            If the server cannot be reached, or fails.
        """
        place = "/".join([self._below, *(quote(part, safe="") for part in path)])
        sent = {**(headers or {})}
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token}"
        try:
            response = self._send(method, place, body, sent)
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self._unreachable(error) from error
        if response.status != 200:
            raise self._refused(response.status, content)
        return content, {name.lower(): value for name, value in response.getheaders()}

    def close(self) -> None:
        """Close the connection of this thread."""
        kept = getattr(self._kept, "connection", None)
        if kept is not None:
            kept.close()
            self._kept.connection = None

    def _send(
        self, method: str, place: str, body: bytes, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        """Send, and once more over a new connection if the kept one had been closed.

        A prediction changes nothing, so that asking twice does no harm.
        """
        kept = getattr(self._kept, "connection", None)
        if kept is not None:
            try:
                kept.request(method, place, body=body, headers=dict(headers))
                return kept.getresponse()  # type: ignore[no-any-return]
            except STALE:
                self.close()
        connection = self._opened()
        self._kept.connection = connection
        connection.request(method, place, body=body, headers=dict(headers))
        return connection.getresponse()

    def _opened(self) -> http.client.HTTPConnection:
        return (_Secure if self._secure else _Open)(*self._place, timeout=self._timeout)

    def _unreachable(self, error: Exception) -> RemoteError:
        if isinstance(error, TimeoutError):
            return RemoteError(f"{self.url} did not answer within {self._timeout:g} seconds.")
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if isinstance(error, socket.gaierror):
            reason = f"the host is not known ({reason})"
        return RemoteError(f"{self.url} cannot be reached: {reason}.")

    def _refused(self, status: int, content: bytes) -> Exception:
        sentence = _sentence(content)
        if status == 401:
            return InputError(f"{self.url} refused the token: {sentence}")
        if 400 <= status < 500 and status != 429:
            return InputError(f"{self.url} refused the request: {sentence}")
        return RemoteError(f"{self.url} answered {status}: {sentence}")


class _Open(http.client.HTTPConnection):
    """A connection that is closed when nobody has it any more: its thread or model has gone."""

    def __del__(self) -> None:
        self.close()


class _Secure(http.client.HTTPSConnection):
    """The same, encrypted."""

    def __del__(self) -> None:
        self.close()


def _sentence(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return content[:200].decode(errors="replace") or "it gave no reason."
