"""The Open Inference Protocol, version 2, as KServe, Triton and MLServer speak it over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import lepton_automl
from lepton_automl.serve.engine import Engine
from lepton_automl.serve.house import House, json_response
from lepton_automl.serve.inference import parse_inference, respond
from lepton_automl.serve.models import Model
from lepton_automl.serve.tensors import datatype_of

__all__ = ["BINARY", "metadata", "routes"]

BINARY = "Inference-Header-Content-Length"


def routes(house: House) -> list[Route]:
    """Return the routes of the protocol."""
    endpoints = _Endpoints(house)
    one = "/v2/models/{name}"
    versioned = f"{one}/versions/{{version}}"
    return [
        *(Route(f"{p}/infer", endpoints.infer, methods=["POST"]) for p in (one, versioned)),
        Route("/v2/health/live", endpoints.live),
        Route("/v2/health/ready", endpoints.ready),
        Route("/v2", endpoints.server_metadata),
        *(Route(f"{path}/ready", endpoints.model_ready) for path in (one, versioned)),
        *(Route(path, endpoints.model_metadata) for path in (one, versioned)),
    ]


def metadata(engine: Engine) -> dict[str, Any]:
    """Return what the protocol tells of a model: its tensors."""
    return {
        "name": engine.name,
        "versions": [engine.version],
        "platform": f"lepton_{engine.format}",
        "inputs": [
            {"name": f.name, "datatype": f.form.datatype, "shape": list(f.shape)}
            for f in engine.signature.fields
        ],
        "outputs": [
            {"name": name, "datatype": datatype_of(found), "shape": [-1, *found.shape[1:]]}
            for name, found in engine.outputs.items()
        ],
    }


class _Endpoints:
    """The handlers, by their names in the metrics."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def live(self, request: Request) -> Response:
        return json_response({"live": True})

    async def ready(self, request: Request) -> Response:
        ready = not self.house.draining
        return json_response({"ready": ready}, 200 if ready else 503)

    async def server_metadata(self, request: Request) -> Response:
        version = lepton_automl.__version__
        found = {
            "name": "lepton_automl",
            "version": version,
            "extensions": ["binary_tensor_data"],
        }
        return json_response(found)

    async def model_metadata(self, request: Request) -> Response:
        _, engine = self._asked(request)
        return json_response(metadata(engine))

    async def model_ready(self, request: Request) -> Response:
        _, engine = self._asked(request)
        ready = not self.house.draining
        return json_response({"name": engine.name, "ready": ready}, 200 if ready else 503)

    async def infer(self, request: Request) -> Response:
        model, engine = self._asked(request)
        json_length = request.headers.get(BINARY)
        async with self.house.body(request) as body:

            def parse() -> Any:
                offered = tuple(engine.outputs)
                return parse_inference(body, json_length, engine.signature, offered)

            asked = await self.house.parsed(body, parse)
        wanted = frozenset(name for name, _ in asked.outputs)
        found = await self.house.predict(model.name, engine, asked.rows, wanted, request)
        content, length = respond(model.name, engine.version, asked, found)
        if length is None:
            return Response(content, media_type="application/json")
        headers: Mapping[str, str] = {BINARY: str(length)}
        return Response(content, headers=headers, media_type="application/octet-stream")

    def _asked(self, request: Request) -> tuple[Model, Engine]:
        model = self.house.models.get(request.path_params["name"])
        return model, model.version(request.path_params.get("version"))
