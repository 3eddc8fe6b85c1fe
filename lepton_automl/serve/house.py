"""What the endpoints of a server share."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from lepton_automl.serve.body import SMALL, Held, read_body
from lepton_automl.serve.engine import Engine
from lepton_automl.serve.metrics import Metrics
from lepton_automl.serve.models import Models
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.settings import Settings
from lepton_automl.serve.settled import settle_again

if TYPE_CHECKING:
    from collections.abc import Callable, Set
    from contextlib import AbstractAsyncContextManager

__all__ = ["House", "json_response"]

LARGE = 2**20  # bytes
BODIES = 16  # of the largest size, that are held at a time
_log = logging.getLogger(__name__)


class House:
    """What the endpoints of a server share.

    Parameters
    ----------
    settings : Settings
        Limits and secrets.
    models : Models
        What is served.

    Attributes
    ----------
    draining : bool
        Whether the server is about to end: it answers, but asks clients to go.
    """

    def __init__(self, settings: Settings, models: Models) -> None:
        self.settings = settings
        self.models = models
        self.metrics = Metrics()
        self.draining = False
        self._held = Held(BODIES * settings.max_bytes)
        self._parsing = asyncio.Semaphore(1)
        for model in models.all.values():
            model.batcher.observe = self.metrics.called
            self.metrics.serves(model.engine)

    def body(self, request: Request) -> AbstractAsyncContextManager[bytes]:
        """Give the body of a request, within the limits, to a block."""
        limits = self.settings.max_bytes, self.settings.seconds
        return read_body(request, *limits, self._held)

    async def parsed(self, body: bytes, parse: Callable[[], Any]) -> Any:
        """Return what a body holds, parsed where it harms nobody."""
        if len(body) <= SMALL:
            return parse()
        if len(body) <= LARGE:
            return await asyncio.to_thread(parse)
        # Parsed, a body may take many times its memory: so one of the large at a time.
        try:
            async with asyncio.timeout(self.settings.seconds):
                await self._parsing.acquire()
        except TimeoutError:
            raise _late("The body was not parsed", self.settings.seconds) from None
        try:
            return await asyncio.to_thread(parse)
        finally:
            self._parsing.release()

    async def predict(
        self, name: str, engine: Engine, rows: Rows, wanted: Set[str], request: Request
    ) -> dict[str, Any]:
        """Return the wanted outputs for rows.

        Raises
        ------
        Refusal
            If the model does not answer in time.
        """
        request.scope["lepton"] = {
            "model": name,
            "version": engine.version,
            "rows": rows.n_rows,
        }
        batcher = self.models.get(name).batcher
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await batcher.ask(engine, rows, wanted)
        except TimeoutError:
            raise _late("The model did not answer", self.settings.seconds) from None

    async def look(self) -> None:
        """Look for new versions, for ever; end if the parent process has ended."""
        while True:
            await asyncio.sleep(self.settings.look or 1.0)
            if self.settings.parent and os.getppid() != self.settings.parent:
                signal.raise_signal(signal.SIGTERM)
                return
            if self.settings.look:
                for model in self.models.all.values():
                    await self._look(model.name)

    async def _look(self, name: str) -> None:
        model = self.models.get(name)
        was = model.engine
        try:
            outcome = await model.look()
        except Exception:  # the next look may go better; without looks nothing ever would
            _log.exception(
                "Looking for a new version failed.", extra={"fields": {"model": name}}
            )
            return
        if outcome is not None:
            self.metrics.reloads.labels(name, outcome).inc()
            self.metrics.serves(model.engine, was if outcome == "loaded" else None)
        if outcome == "loaded":
            settle_again()


def _late(what: str, seconds: float) -> Refusal:
    return Refusal(
        503,
        f"{what} within {seconds:g} seconds. Send fewer rows at a time.",
        headers={"Retry-After": "1"},
    )


def json_response(
    value: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return a reply of JSON; numbers that JSON lacks become null."""
    content = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(content, status, headers, media_type="application/json")
