"""Starts a server: in this process, in several, or in a thread beside other work."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from os import PathLike
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from lepton_automl.errors import InputError
from lepton_automl.serve.app import load_models, make_app, worker_app
from lepton_automl.serve.logs import configure
from lepton_automl.serve.metrics import SHARED
from lepton_automl.serve.models import named_paths
from lepton_automl.serve.protocol import PatientProtocol
from lepton_automl.serve.settings import Settings

__all__ = ["bind", "running", "serve"]

KEPT = 75  # seconds that an idle connection is kept: longer than proxies keep theirs
_log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Serve until a signal ends it; return the exit code.

    Raises
    ------
    InputError
        If the address cannot be listened on.
    ArtifactError
        If a model cannot be loaded.
    """
    configure()
    with contextlib.closing(bind(settings.host, settings.port)) as listener:
        models = load_models(settings)
        fields = {"url": url_of(listener), "workers": settings.workers, "pid": os.getpid()}
        _log.info("Listening.", extra={"fields": fields})
        if settings.workers > 1:
            del models  # they were loaded to see that they can be; each worker has its own
            return _in_processes(settings, listener)
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises the signal again once it has drained; that has been obeyed then.
            signal.signal(number, _obeyed)
        _server(settings, make_app(settings, models)).run(sockets=[listener])
        return 0


@contextlib.contextmanager
def running(*models: str | PathLike[str], **settings: Any) -> Iterator[str]:
    """Serve models in a thread while a block runs, and give the server's address.

    Parameters
    ----------
    *models : path-like
        Folders of artifacts, each perhaps as ``"NAME=FOLDER"``.
    **settings : object
        Of `Settings`, such as ``token``; the port is a free one unless it is given.

    Examples
    --------
    >>> with running("models/flowers") as url:  # doctest: +SKIP
    ...     labels = lepton_automl.RemoteModel(url).predict(X)
    """
    known = Settings(named_paths(models), **{"port": 0, "access_log": False, **settings})
    with contextlib.closing(bind(known.host, known.port)) as listener:
        url = url_of(listener)
        server = _server(known, make_app(known, load_models(known)))
        thread = threading.Thread(
            target=server.run, args=([listener],), name="lepton-serve", daemon=True
        )
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    InputError
        If the port is taken, or the address is none of this machine.
    """
    try:
        (family, kind, number, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        listener = socket.socket(family, kind, number)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        hint = "Choose another with --port; 0 takes a free one." if port else "Check --host."
        reason = error.strerror or str(error)
        raise InputError(
            f"Port {port} of {host} cannot be listened on: {reason}. {hint}"
        ) from error
    listener.set_inheritable(True)
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address at which a socket is reached."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _server(settings: Settings, app: Any) -> uvicorn.Server:
    return uvicorn.Server(_config(settings, app))


def _config(settings: Settings, app: Any, **options: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        limit_concurrency=settings.connections,
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEPT,
        timeout_graceful_shutdown=max(1, round(settings.drain)),
        timeout_worker_healthcheck=60,
        workers=settings.workers,
        **options,
    )


def _in_processes(settings: Settings, listener: socket.socket) -> int:
    """Serve with several processes that accept from one socket."""
    with tempfile.TemporaryDirectory(prefix="lepton-serve-") as folder:
        os.environ[SHARED] = folder
        told = replace(settings, parent=os.getpid())
        config = _config(settings, partial(worker_app, told), factory=True)
        supervisor = Multiprocess(config, sockets=[listener])
        supervisor.run()
        failed = [p.exitcode for p in supervisor.processes if (p.exitcode or 0) > 0]
    return 1 if failed else 0


def _obeyed(number: int, frame: Any) -> None:
    """Do nothing."""
