"""Goes through a model of Keras, operation by operation."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any

from lepton_onnx.graph import Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tables import OPERATIONS
from lepton_onnx.keras.tensor import Tensor

__all__ = ["followed"]

EXACT = (None, "float32", "int32", "int64", "bool")
FLEXIBLE = "_nodes_by_depth"  # has a model that knows how its layers hang together


def followed(model: Any, graph: Graph, given: dict[str, Tensor] | Tensor) -> Tensor:
    """Return what a model makes of its inputs.

    Parameters
    ----------
    model : keras.Model
        Functional, or layers one after the other.
    graph : Graph
    given : Tensor, or mapping from str to Tensor
        The input, or several by their names.
    """
    model = getattr(model, "_functional", None) or model
    if not hasattr(model, FLEXIBLE) or len(model.outputs) != 1:
        raise refused(
            model,
            graph,
            "a model with code of its own or several outputs",
            "Build it of layers, with keras.Sequential or keras.Model(inputs, output)",
        )
    known = _inputs(model, given)
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input or any(id(t) not in known for t in node.input_tensors):
                continue
            arguments, named = node.arguments.fill_in(known)
            made = _called(node.operation, graph, arguments, named, node.outputs)
            known |= {id(t): found for t, found in zip(node.outputs, made, strict=True)}
    return known[id(model.outputs[0])]


def _inputs(model: Any, given: dict[str, Tensor] | Tensor) -> dict[int, Tensor]:
    if isinstance(given, Tensor):
        return {id(model.inputs[0]): given}
    if isinstance(model._inputs_struct, dict):
        return {id(tensor): given[name] for name, tensor in model._inputs_struct.items()}
    return {id(t): v for t, v in zip(model.inputs, given.values(), strict=True)}


def _called(
    operation: Any, graph: Graph, arguments: Any, named: dict[str, Any], outputs: Any
) -> list[Tensor]:
    """Return what one operation gives."""
    with graph.inside(str(operation.name)):
        if hasattr(operation, FLEXIBLE) or hasattr(operation, "_functional"):
            return [followed(operation, graph, *arguments)]
        told = {
            name: value
            for name, value in named.items()
            if name != "training" and value is not None and value is not False
        }
        convert = _converter(operation, graph)
        try:
            signature(convert).bind(operation, graph, *arguments, **told)
        except TypeError:
            names = ", ".join(told) or f"{len(arguments)} arguments"
            raise refused(operation, graph, f"a call with {names}") from None
        made = convert(operation, graph, *arguments, **told)
    names = made if isinstance(made, tuple) else (made,)
    return [Tensor(n, tuple(t.shape)) for n, t in zip(names, outputs, strict=True)]


def _converter(operation: Any, graph: Graph) -> Callable[..., Any]:
    policy = getattr(operation, "compute_dtype", None)
    if policy not in EXACT or getattr(operation, "quantization_mode", None):
        raise refused(operation, graph, f"computing in {policy}", "Build it in float32")
    kind = type(operation)
    reference = OPERATIONS.get(f"{kind.__module__.partition('.')[0]}.{kind.__name__}")
    if reference is None:
        raise refused(operation, graph, f"the layer {kind.__name__}", "Use another layer")
    module, _, name = reference.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"lepton_onnx.keras.{module}"), name)
    return found
