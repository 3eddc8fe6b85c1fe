"""The application: all endpoints, behind the guard."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from lepton_automl.plugin.registry import Registry
from lepton_automl.serve import oip, plain
from lepton_automl.serve.guard import Guard
from lepton_automl.serve.house import House, json_response
from lepton_automl.serve.logs import configure
from lepton_automl.serve.metrics import TEXT
from lepton_automl.serve.models import Model, Models
from lepton_automl.serve.openapi import openapi
from lepton_automl.serve.page import PAGE, POLICY
from lepton_automl.serve.settings import Settings
from lepton_automl.serve.settled import settle

__all__ = ["load_models", "make_app", "worker_app"]

LAST_REQUESTS = 0.5  # seconds in which connections are told to end, before they are ended
_log = logging.getLogger(__name__)


def load_models(settings: Settings) -> Models:
    """Return all models that a server is to have.

    Raises
    ------
    ArtifactError
        If one cannot be loaded.
    """
    registry = Registry()
    loading = {"format": settings.format, "key": settings.key, "registry": registry}
    return Models([Model.load(n, path, **loading) for n, path in settings.models.items()])


def worker_app(settings: Settings) -> Guard:
    """Return the application of one of several worker processes."""
    configure()
    return make_app(settings, load_models(settings))


def make_app(settings: Settings, models: Models) -> Guard:
    """Return the application.

    Parameters
    ----------
    settings : Settings
        Limits and secrets.
    models : Models
        What is served.
    """
    house = House(settings, models)

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        if threading.current_thread() is threading.main_thread():  # the process is ours
            _drain_on_signals(house)
            settle()
        looking = asyncio.create_task(house.look())
        fields = {"models": {m.name: m.engine.version for m in models.all.values()}}
        _log.info("Ready.", extra={"fields": fields})
        yield
        looking.cancel()
        for model in models.all.values():
            model.batcher.close()
        _log.info("Ended: every request that came was answered.")

    routes = [*oip.routes(house), *plain.routes(house), *_routes(house)]
    return Guard(Router(routes, redirect_slashes=False, lifespan=lifespan), house)


def _routes(house: House) -> list[Route]:
    async def page(request: Request) -> Response:
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
        return Response(PAGE, headers=headers, media_type="text/html")

    async def openapi_document(request: Request) -> Response:
        return json_response(openapi(house))

    async def metrics(request: Request) -> Response:
        text = await asyncio.to_thread(house.metrics.text)
        return Response(text, headers={"Content-Type": TEXT})

    return [
        Route("/", page),
        Route("/openapi.json", openapi_document),
        Route("/metrics", metrics),
    ]


def _drain_on_signals(house: House) -> None:
    """On a signal to end, first ask all connections to, and only then end them.

    A connection that is kept open and closed while its client sends the next request loses
    that request. So for a moment all answers say ``Connection: close``.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        end: Any = signal.getsignal(number)

        def begin(signum: int, frame: Any, end: Any = end) -> None:
            if house.draining and signum == signal.SIGINT:
                end(signum, frame)  # asked twice: at once
            elif not house.draining:
                house.draining = True
                _log.info(
                    "Draining.", extra={"fields": {"signal": signal.Signals(signum).name}}
                )
                loop.call_soon_threadsafe(loop.call_later, LAST_REQUESTS, end, signum, frame)

        signal.signal(number, begin)
