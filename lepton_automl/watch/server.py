"""optuna-dashboard behind an address, over one run folder, for reading."""

from __future__ import annotations

import json
import os
import socket
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import optuna_dashboard

from lepton_automl.errors import InputError
from lepton_automl.watch.notes import Files
from lepton_automl.watch.storage import RunStorage

__all__ = ["watch", "watching"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def watch(
    path: str | os.PathLike[str],
    host: str = "127.0.0.1",
    port: int = 8081,
    tell: Callable[[str], None] = lambda url: None,
) -> None:
    """Show a run in browsers until Ctrl-C.

    Parameters
    ----------
    path : path
        The run folder; the run may go on, be over, or wait to be taken up again.
    host : str
        The address to listen on.
    port : int
        0 takes a free one.
    tell : callable
        Told the address once it can be opened.

    Raises
    ------
    InputError
        If the path is not a run folder, or the address cannot be listened on.
    """
    with (
        _server(path, host, port) as server,
        warnings.catch_warnings(),
        suppress(KeyboardInterrupt),
    ):
        warnings.simplefilter("ignore")  # Optuna's, of importances that few trials tell
        tell(_url(server))
        server.serve_forever()


@contextmanager
def watching(
    path: str | os.PathLike[str], host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Show a run in browsers for as long as the block runs; the address is what one gets.

    Parameters are those of `watch`.
    """
    server = _server(path, host, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield _url(server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingMixIn, WSGIServer):
    """A server that answers side by side, and does not wait for those who hang on."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Listen, without asking a name server what this machine is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = map(str, self.server_address[:2])  # type: ignore[assignment]
        self.setup_environ()


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Log no requests."""


def _server(path: str | os.PathLike[str], host: str, port: int) -> _Server:
    storage = RunStorage(Path(path).absolute())
    files = Files(storage.run, storage.shown)
    app = optuna_dashboard.wsgi(storage, artifact_store=files)
    try:
        server = (_Server6 if ":" in host else _Server)((host, port), _Quiet)
    except OSError as error:
        hint = "Choose another with --port; 0 takes a free one." if port else "Check --host."
        reason = error.strerror or str(error)
        raise InputError(
            f"Port {port} of {host} cannot be listened on: {reason}. {hint}"
        ) from error
    server.set_app(_guarded(app, host))
    return server


def _url(server: _Server) -> str:
    host, port = server.server_address[:2]
    host = f"[{host!s}]" if ":" in str(host) else str(host)
    return f"http://{host}:{port}/"


def _guarded(app: App, host: str) -> App:
    """Return the app for reading alone, and on loopback for this machine's browsers alone.

    A page from elsewhere must not read a run through the reader's browser: neither under a
    name of its own that leads to this machine, nor since the app lets every page read files.
    """

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _refused(start, "405 Method Not Allowed", "A run is watched, not changed.")
        if host in LOOPBACK and _name(environ.get("HTTP_HOST", host)) not in LOOPBACK:
            return _refused(start, "403 Forbidden", "Ask for 127.0.0.1 or localhost.")

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [h for h in headers if h[0].lower() != "access-control-allow-origin"]
            return start(status, kept, *more)

        return app(environ, begin)

    return answer


def _name(host: str) -> str:
    """Return the host of ``host:port``, without the brackets of IPv6."""
    return host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")


def _refused(start: Callable[..., Any], status: str, reason: str) -> list[bytes]:
    body = json.dumps({"reason": reason}).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
