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

from lepton_automl.serve.body import read_body
from lepton_automl.serve.engine import Engine
from lepton_automl.serve.metrics import Metrics
from lepton_automl.serve.models import Models
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Set

__all__ = ["House", "json_response"]

SMALL = 32 * 1024  # what is larger is parsed in a thread, so that others need not wait
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
        for model in models.all.values():
            model.batcher.observe = self.metrics.called
            self.metrics.serves(model.engine)

    async def body(self, request: Request) -> bytes:
        """Return the body of a request, within the limits."""
        return await read_body(request, self.settings.max_bytes, self.settings.seconds)

    async def parsed(self, body: bytes, parse: Callable[[], Any]) -> Any:
        """Return what a body holds, parsed where it harms nobody."""
        return parse() if len(body) <= SMALL else await asyncio.to_thread(parse)

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
            raise Refusal(
                503,
                f"The model did not answer within {self.settings.seconds:g} seconds. "
                "Send fewer rows at a time.",
                headers={"Retry-After": "1"},
            ) from None

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


def json_response(
    value: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return a reply of JSON; numbers that JSON lacks become null."""
    content = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(content, status, headers, media_type="application/json")
