"""Pipelines, and transformers that take columns apart and put them together again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import methodcaller
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx import convert
from lepton_onnx.graph import Graph
from lepton_onnx.values import Columns, Dense, Matrix, Sparse, Words, dense, matrix

__all__ = ["columns", "function", "joined", "probabilities", "scores", "steps", "values"]


def steps(pipeline: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Convert a pipeline of transformers."""
    return _through(pipeline.steps, graph, x)


def probabilities(pipeline: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a pipeline that ends with a classifier."""
    name, last = pipeline.steps[-1]
    x = _through(pipeline.steps[:-1], graph, x)
    with graph.inside(name):
        return convert.probabilities(last, graph, x)


def values(pipeline: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a pipeline that ends with a regressor."""
    name, last = pipeline.steps[-1]
    x = _through(pipeline.steps[:-1], graph, x)
    with graph.inside(name):
        return convert.values(last, graph, x)


def scores(pipeline: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert the ``decision_function`` of a pipeline."""
    name, last = pipeline.steps[-1]
    x = _through(pipeline.steps[:-1], graph, x)
    with graph.inside(name):
        return convert.scores(last, graph, x)


def columns(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``ColumnTransformer``."""
    weights = step.transformer_weights or {}
    parts: list[Any] = []
    for name, transformer, chosen in step.transformers_:
        if isinstance(transformer, str) and transformer == "drop":
            continue
        with graph.inside(name):
            taken = _taken(graph, x, chosen, getattr(step, "feature_names_in_", None))
            if taken is None:
                continue
            made = _as_matrix(graph, convert.transform(transformer, graph, taken))
            parts += _weighted(graph, made, weights.get(name))
    return Matrix(tuple(parts))


def function(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix | Columns:
    """Convert a ``FunctionTransformer`` of one of the functions that preparation uses."""
    from lepton_automl.builtin.make.bayes import joined as as_one

    chosen = step.func
    arguments = dict(step.kw_args or {})
    if isinstance(chosen, partial):
        arguments |= chosen.keywords
        chosen = chosen.func
    name = getattr(chosen, "__name__", "")
    if chosen is np.clip:
        return matrix(
            graph.clip(dense(graph, x), float(arguments["a_min"]), float(arguments["a_max"])),
            x.width,
        )
    if chosen is np.round:
        return matrix(_rounded(graph, dense(graph, x), arguments.get("decimals", 0)), x.width)
    if chosen is as_one and isinstance(x, Columns):
        return joined(graph, x)
    if chosen is None or chosen is np.asarray or name == "check_array" or _is_dense(chosen):
        return x
    raise ExportError(f"{graph.path} calls {name or chosen!r}, which ONNX does not know.")


def joined(graph: Graph, x: Columns) -> Columns:
    """Return one column of text: those given, with a space between."""
    first, *others = x.tensors.values()
    for other in others:
        spaced = graph.node("StringConcat", first, graph.constant([[" "]]))
        first = graph.node("StringConcat", spaced, other)
    return Columns({"text": first}, frozenset({"text"}))


def _rounded(graph: Graph, value: str, decimals: int) -> str:
    """Return numbers rounded as numpy does it: times a power of ten, and back."""
    power = graph.constant(10.0**decimals)
    return graph.div(str(graph.node("Round", graph.mul(value, power))), power)


def _through(
    pairs: Sequence[tuple[str, Any]], graph: Graph, x: Matrix | Columns
) -> Matrix | Columns:
    for name, step in pairs:
        with graph.inside(name):
            x = convert.transform(step, graph, x)
    return x


def _taken(graph: Graph, x: Matrix | Columns, chosen: Any, known: Any) -> Any:
    """Return the columns that a part of a ColumnTransformer takes; None if it takes none."""
    positions = _positions(x, chosen, known)
    if not positions:
        return None
    if isinstance(x, Columns):
        names = list(x.tensors)
        return x.some([names[p] for p in positions])
    if positions != sorted(positions):
        raise ExportError(f"{graph.path} takes columns of an array in another order.")
    return matrix(dense(graph, x, positions), len(positions))


def _positions(x: Matrix | Columns, chosen: Any, known: Any) -> list[int]:
    width = x.width
    if isinstance(chosen, slice):
        return list(range(width))[chosen]
    listed = [chosen] if isinstance(chosen, (str, int)) else list(chosen)
    if listed and isinstance(listed[0], (bool, np.bool_)):
        return [int(p) for p in np.flatnonzero(listed)]
    names = (
        list(x.tensors) if isinstance(x, Columns) else list(known if known is not None else ())
    )
    return [names.index(c) if isinstance(c, str) else int(c) % width for c in listed]


def _as_matrix(graph: Graph, made: Matrix | Columns) -> Matrix:
    """Return columns as a matrix; what a network reads may hold texts."""
    if isinstance(made, Matrix):
        return made
    if not made.words:
        return matrix(dense(graph, made), made.width)
    pairs = made.tensors.items()
    return Matrix(tuple(Words(t) if n in made.words else Dense(t, 1) for n, t in pairs))


def _weighted(graph: Graph, made: Matrix, weight: float | None) -> list[Any]:
    if weight is None:
        return list(made.parts)
    factor = graph.constant(float(weight))
    return [
        Dense(graph.mul(part.name, factor), part.width)
        if isinstance(part, Dense)
        else Sparse(part.index, graph.mul(part.value, factor), part.width)
        for part in made.parts
    ]


def _is_dense(chosen: Any) -> bool:
    """Tell whether a function makes a sparse matrix dense, which all are here."""
    return isinstance(chosen, methodcaller) and chosen.__reduce__()[1] == ("toarray",)
