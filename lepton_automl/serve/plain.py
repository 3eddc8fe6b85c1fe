"""The plain way in: rows as JSON or CSV, predictions back."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lepton_automl.serve.columns import labels, named_columns
from lepton_automl.serve.csv_rows import csv_from_columns, rows_from_csv
from lepton_automl.serve.engine import PREDICT, PROBA, Engine
from lepton_automl.serve.house import House, json_response
from lepton_automl.serve.json_pieces import rows_from_body
from lepton_automl.serve.models import Model
from lepton_automl.serve.refusal import Refusal, shown
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.tensors import datatype_of, plain_cells

__all__ = ["described", "routes"]

# What curl says if one does not say otherwise is taken for JSON, since it nearly always is.
JSON = ("application/json", "application/x-www-form-urlencoded", "")
CSV = "text/csv"
WORDS = {"true": True, "1": True, "false": False, "0": False, "": True}


def routes(house: House) -> list[Route]:
    """Return the routes of the plain way."""
    endpoints = _Endpoints(house)
    return [
        Route("/predict", endpoints.predict, methods=["POST"]),
        Route("/models/{name}/predict", endpoints.predict, methods=["POST"]),
        Route("/models", endpoints.models),
        Route("/models/{name}", endpoints.model),
    ]


def described(house: House, model: Model) -> dict[str, Any]:
    """Return all that a client needs to know of a model to speak for it."""
    engine, manifest = model.engine, model.engine.manifest
    return {
        "name": model.name,
        "version": engine.version,
        "format": engine.format,
        "target": manifest.target,
        "metric": manifest.metric,
        "created": manifest.created,
        "lepton_automl": manifest.lepton_automl,
        "outputs": list(engine.outputs),
        "max_bytes": house.settings.max_bytes,
        "task": manifest.task.to_json(),
        "fields": [
            {"name": f.name, "kind": f.kind, "types": list(f.form.names)}
            for f in engine.signature.fields
        ],
    }


class _Endpoints:
    """The handlers, by their names in the metrics."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def models(self, request: Request) -> Response:
        found = [
            {"name": m.name, "version": m.engine.version, "task": m.engine.manifest.task.type}
            for m in self.house.models.all.values()
        ]
        return json_response({"models": found})

    async def model(self, request: Request) -> Response:
        model = self.house.models.get(request.path_params["name"])
        return json_response(described(self.house, model))

    async def predict(self, request: Request) -> Response:
        model = self._asked(request)
        engine = model.engine
        wanted = [PREDICT, *([PROBA] if _flag(request, "proba") else [])]
        if not set(wanted) <= set(engine.outputs):
            kind = engine.manifest.task.type
            raise Refusal(422, f"The task is {kind}, which has no probabilities.")
        async with self.house.body(request) as body:
            is_csv = _is_csv(request)

            def parse() -> Rows:
                if is_csv:
                    return rows_from_csv(body, engine.signature)
                return rows_from_body(body, engine.signature)

            rows = await self.house.parsed(body, parse)
        found = await self.house.predict(model.name, engine, rows, frozenset(wanted), request)
        if CSV in request.headers.get("accept", ""):
            return Response(csv_from_columns(_columns(engine, found)), media_type=CSV)
        return json_response(_answer(engine, found))

    def _asked(self, request: Request) -> Model:
        name = request.path_params.get("name")
        return self.house.models.only if name is None else self.house.models.get(name)


def _answer(engine: Engine, found: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "model": engine.name,
        "version": engine.version,
        "predictions": _listed(found[PREDICT]),
    }
    if PROBA in found:
        answer["classes"] = list(labels(engine.manifest.task))
        answer["probabilities"] = found[PROBA].tolist()
    return answer


def _columns(engine: Engine, found: dict[str, Any]) -> dict[str, Any]:
    """Return predictions as ``lepton predict`` names their columns."""
    manifest = engine.manifest
    return named_columns(manifest.task, manifest.target, found[PREDICT], found.get(PROBA))


def _listed(values: Any) -> Any:
    """Return predictions as JSON holds them; what it cannot hold, as text."""
    if values.ndim == 1 and datatype_of(values) == "BYTES":
        return plain_cells(values)
    return values.tolist()


def _flag(request: Request, name: str) -> bool:
    word = request.query_params.get(name, "false")
    if word.lower() not in WORDS:
        raise Refusal(400, f"{name}={shown(word)} is neither true nor false.")
    return WORDS[word.lower()]


def _is_csv(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == CSV:
        return True
    if kind in JSON or kind.endswith("+json"):
        return False
    raise Refusal(
        415, f"Content-Type {kind[:60]!r} is not read. Send application/json or text/csv."
    )
