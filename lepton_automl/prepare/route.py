"""How each input gets to an estimator: as it is, or turned into another kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lepton_automl.plugin.specs import EstimatorSpec, KindSpec, Reference
from lepton_automl.task import Input, Schema

__all__ = ["Route", "routes", "target_of"]

MOST_LEVELS = 254  # category codes must fit in a byte, beside one value for missing


@dataclass(frozen=True)
class Route:
    """Inputs of one kind that go the same way.

    Attributes
    ----------
    kind, target : str
        What the inputs are, and what the estimator gets them as.
    convert : reference or None
        What makes the transformer, as in ``KindSpec.becomes``; None if there is nothing to do.
    inputs : tuple of Input
        The inputs, in order.
    """

    kind: str
    target: str
    convert: Reference | None
    inputs: tuple[Input, ...]


def routes(
    spec: EstimatorSpec, schema: Schema, kinds: Mapping[str, KindSpec]
) -> tuple[Route, ...]:
    """Return the routes of all inputs; categories that stay such come first.

    First, because their positions must be known before anything is fitted, and how many
    columns the other kinds give is not.
    """
    groups: dict[tuple[str, str], list[Input]] = {}
    for i in schema.inputs:
        target = target_of(i, spec, kinds)
        if target is None:
            raise ValueError(f"{spec.name!r} cannot take {i}.")
        groups.setdefault((i.kind, target), []).append(i)
    found = [
        Route(kind, target, kinds[kind].becomes.get(target), tuple(inputs))
        for (kind, target), inputs in groups.items()
    ]
    return tuple(sorted(found, key=lambda r: r.target != "category"))


def target_of(given: Input, spec: EstimatorSpec, kinds: Mapping[str, KindSpec]) -> str | None:
    """Return the kind as which an estimator gets an input, or None if there is no way."""
    known = kinds.get(given.kind)
    if known is None:
        return None
    crowded = given.levels > MOST_LEVELS and "number" in spec.accepts
    if given.kind in spec.accepts and not (crowded and "number" in known.becomes):
        return given.kind
    return next((t for t in known.becomes if t in spec.accepts and t != given.kind), None)
