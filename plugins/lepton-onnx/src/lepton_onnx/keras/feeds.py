"""From what a pipeline hands to a network, to the inputs of the network."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import FLOAT, INT64, Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, integers
from lepton_onnx.keras.vocabulary import numbered, paired
from lepton_onnx.values import Columns, Matrix, Whole, Words, dense

__all__ = ["fed"]


def fed(network: Any, model: Any, graph: Graph, x: Any) -> dict[str, Tensor] | Tensor:
    """Return the inputs of a model by name, or the only one.

    Parameters
    ----------
    network : Architecture or Built
        Fitted; it says what the model is given.
    model : keras.Model
    graph : Graph
    x : Whole, Matrix or Columns
    """
    kind = type(network).__name__
    if kind not in FEEDS:
        known = ", ".join(sorted(FEEDS))
        raise refused(network, graph, "an architecture of your own", f"Use one of {known}")
    return FEEDS[kind](network, model, graph, x)


def _image(network: Any, model: Any, graph: Graph, x: Any) -> dict[str, Tensor]:
    return {"image": Tensor(_whole(graph, x), (None, *network.shape_))}


def _sequence(network: Any, model: Any, graph: Graph, x: Any) -> dict[str, Tensor]:
    name = _whole(graph, x)
    if not network.ragged_:
        name = _to_the_end(graph, name, network.shape_[0])
    return {"sequence": Tensor(name, (None, *network.shape_))}


def _text(network: Any, model: Any, graph: Graph, x: Any) -> dict[str, Tensor]:
    from lepton_keras.networks.text import BUCKETS

    found = numbered(network.vocabulary_, graph, _texts(graph, x))
    length = network.vocabulary_.length_
    given = {"words": Tensor(found, (None, length))}
    if network.kind == "average":
        given["pairs"] = Tensor(paired(graph, found, BUCKETS), (None, length - 1))
    return given


def _table(network: Any, model: Any, graph: Graph, x: Any) -> dict[str, Tensor]:
    parts, given = network.parts_, {}
    if parts["image"]:
        raise ExportError(f"{graph.path} reads columns of images, which ONNX has no place for.")
    if parts["number"]:
        found = graph.cast(dense(graph, x, parts["number"]), FLOAT)
        given["numbers"] = Tensor(found, (None, len(parts["number"])))
    for i, (column, levels) in enumerate(zip(parts["category"], network.levels_, strict=True)):
        code = _code(graph, dense(graph, x, [column]), levels)
        given[f"category_{i}"] = Tensor(code, (None, 1))
    texts = dict(zip(_text_places(x), _texts(graph, x), strict=True)) if parts["text"] else {}
    for i, column in enumerate(parts["text"]):
        vocabulary = network.vocabularies_[i]
        words = numbered(vocabulary, graph, [texts[column]])
        given[f"text_{i}"] = Tensor(words, (None, vocabulary.length_))
    return given


def _built(network: Any, model: Any, graph: Graph, x: Any) -> Tensor:
    """Return X as a model of somebody's own is given it."""
    shape = tuple(model.inputs[0].shape)
    if not isinstance(x, Whole):
        return Tensor(graph.cast(dense(graph, x), FLOAT), shape)
    name, rank = x.name, len(x.shape) + 1
    if getattr(network.function, "rank", rank) == rank - 1 and x.shape[-1] == 1:
        name, rank = str(graph.node("Squeeze", name, integers(graph, -1))), rank - 1
    if rank == 3:
        name = _no_nan(graph, name)
    return Tensor(name, shape)


FEEDS = {
    "ImageNetwork": _image,
    "SequenceNetwork": _sequence,
    "TextNetwork": _text,
    "TableNetwork": _table,
    "Built": _built,
}


def _whole(graph: Graph, x: Any) -> str:
    if not isinstance(x, Whole):
        raise ExportError(
            f"{graph.path} reads images or sequences, and is given columns of a table."
        )
    return x.name


def _texts(graph: Graph, x: Any) -> list[str]:
    """Return the columns of text, in order."""
    if isinstance(x, Columns):
        return [tensor for name, tensor in x.tensors.items() if name in x.words]
    if isinstance(x, Matrix):
        return [part.name for part in x.parts if isinstance(part, Words)]
    raise ExportError(f"{graph.path} reads texts of what has none.")


def _text_places(x: Any) -> list[int]:
    if isinstance(x, Columns):
        return [i for i, name in enumerate(x.tensors) if name in x.words]
    return [start for start, part in x.offsets() if isinstance(part, Words)]


def _code(graph: Graph, column: str, levels: int) -> str:
    """Return codes of a category from 1 on, 0 for what is missing or new."""
    known = graph.node("And", *_within(graph, column, levels - 1))
    code = graph.add(column, graph.constant(1.0))
    return graph.cast(graph.where(str(known), code, graph.constant(0.0)), INT64)


def _within(graph: Graph, column: str, most: int) -> tuple[str, str]:
    """Return two tests that a missing number fails."""
    least = graph.node("GreaterOrEqual", column, graph.constant(0.0))
    return str(least), str(graph.node("LessOrEqual", column, graph.constant(float(most))))


def _no_nan(graph: Graph, name: str) -> str:
    return graph.where(graph.node("IsNaN", name), constant(graph, 0.0), name)


def _to_the_end(graph: Graph, name: str, steps: int) -> str:
    """Return sequences whose last value goes on where they end."""
    there = graph.cast(graph.node("Not", graph.node("IsNaN", name)), INT64)
    last = graph.sub(graph.sum(there, 1), graph.constant(1, np.int64))
    last = graph.node("Max", last, graph.constant(0, np.int64))
    every = graph.constant(np.arange(steps)[None, :, None], np.int64)
    chosen = graph.node("Min", every, last)
    return _no_nan(graph, str(graph.node("GatherElements", name, str(chosen), axis=1)))
