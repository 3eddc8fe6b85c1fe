"""Recurrence, one way or both; where there is a mask, the steps that are stand first."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto

from lepton_onnx.graph import INT64, Graph
from lepton_onnx.keras.refuse import refused
from lepton_onnx.keras.tensor import Tensor, constant, integers, numbers, reshaped, swapped

__all__ = ["both_ways", "one_way"]

# ONNX has input, output, forget, cell; Keras input, forget, cell, output.
LSTM_ORDER = (0, 3, 1, 2)
USUAL = ("tanh", "sigmoid")


def one_way(layer: Any, graph: Graph, x: Tensor, mask: Tensor | None = None) -> str:
    """Convert a ``GRU`` or ``LSTM``."""
    if layer.go_backwards:
        raise refused(layer, graph, "go_backwards=True", "Use Bidirectional")
    return _run(graph, x, mask, [layer], "forward")


def both_ways(layer: Any, graph: Graph, x: Tensor, mask: Tensor | None = None) -> str:
    """Convert a ``Bidirectional``."""
    if layer.merge_mode != "concat":
        raise refused(
            layer, graph, f"merge_mode={layer.merge_mode!r}", "Use merge_mode='concat'"
        )
    return _run(graph, x, mask, [layer.forward_layer, layer.backward_layer], "bidirectional")


def _run(
    graph: Graph, x: Tensor, mask: Tensor | None, layers: list[Any], direction: str
) -> str:
    first = layers[0]
    kind, ways = type(first).__name__, len(layers)
    for layer in layers:
        _refuse_unknown(layer, graph)
    weights = [_weights(layer) for layer in layers]
    given = [constant(graph, np.stack(parts)) for parts in zip(*weights, strict=True)]
    how: dict[str, Any] = {"hidden_size": int(first.units), "direction": direction}
    if kind == "GRU":
        how["linear_before_reset"] = int(first.reset_after)
    steps_first = swapped(graph, x.name, 1, 0, 2)
    # Of shape (steps, ways, rows, units) and (ways, rows, units).
    steps, last = graph.node(
        kind, steps_first, *given, *_lengths(graph, mask), n_outputs=2, **how
    )
    width = ways * int(first.units)
    if not first.return_sequences:
        return reshaped(graph, swapped(graph, last, 1, 0, 2), -1, width)
    found = swapped(graph, steps, 2, 0, 1, 3)
    shape = graph.concat([graph.node("Shape", found, end=2), integers(graph, width)], 0)
    return str(graph.node("Reshape", found, shape))


def _lengths(graph: Graph, mask: Tensor | None) -> tuple[str, ...]:
    """Return how many steps each row has, after the weights; nothing where all have all."""
    if mask is None:
        return ()
    count = graph.sum(graph.cast(mask.name, INT64), 1, keep=False)
    return (graph.cast(count, TensorProto.INT32),)


def _weights(layer: Any) -> tuple[Any, Any, Any]:
    """Return the weights of inputs and of states, and the biases of both, as ONNX has them."""
    cell, units = layer.cell, int(layer.units)
    kernel, again = numbers(cell.kernel).T, numbers(cell.recurrent_kernel).T
    gates = kernel.shape[0] // units
    bias = np.zeros((2, gates * units), dtype=np.float32)
    if layer.use_bias:
        own = numbers(cell.bias)
        bias[: 1 if own.ndim == 1 else 2] = own
    if type(layer).__name__ == "LSTM":
        rows = np.concatenate([np.arange(units) + gate * units for gate in LSTM_ORDER])
        kernel, again, bias = kernel[rows], again[rows], bias[:, rows]
    return kernel, again, bias.reshape(-1)


def _refuse_unknown(layer: Any, graph: Graph) -> None:
    if type(layer).__name__ not in ("GRU", "LSTM"):
        raise refused(layer, graph, "recurrence of another kind", "Use GRU or LSTM")
    names = (layer.activation.__name__, layer.recurrent_activation.__name__)
    if names != USUAL:
        raise refused(
            layer, graph, f"activations {names[0]!r} and {names[1]!r}", "Use tanh and sigmoid"
        )
    if layer.return_state or layer.stateful:
        raise refused(layer, graph, "a state that is given or kept", "Leave it out")
