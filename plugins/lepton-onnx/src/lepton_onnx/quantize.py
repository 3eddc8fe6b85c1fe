"""Weights in eight bits: an eighth of their size, and a little less exact.

Each column of a large matrix of weights (each output of a convolution, each gate of a
recurrence) is kept as whole numbers from -127 to 127 and one factor. They are multiplied when
the file is loaded; what is computed after that, and how fast, is the same as before. Layers of
networks, kernel machines, weights of words, and the leaves of forests for many classes gain
from it. Splits of trees do not: a threshold that is a little off sends rows the other way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from lepton_automl.plugin import ExportError

__all__ = ["quantized"]

LEAST = 512  # numbers; smaller matrices are not worth it
WORTH = 0.05  # the share of a file that must be saved
MOST = 127


def quantized(file: ModelProto, how: str) -> ModelProto:
    """Return a model with the weights that gain from it in eight bits.

    Parameters
    ----------
    file : ModelProto
        Left as it is.
    how : str
        ``"int8"``.

    Raises
    ------
    ExportError
        If there is another word than that, or the model does not gain from it.
    """
    if how != "int8":
        raise ExportError(f"quantize={how!r} is not known for ONNX; use 'int8'.")
    found = ModelProto()
    found.CopyFrom(file)
    tensors = {tensor.name: tensor for tensor in found.graph.initializer}
    for name, axes in _weights(found.graph).items():
        _shrink(found.graph, tensors[name], axes)
    before, after = file.ByteSize(), found.ByteSize()
    if after > (1 - WORTH) * before:
        raise ExportError(
            f"The model would not gain from {how!r}: of {before:,} bytes it saves "
            f"{max(0, before - after):,}. Trees and small linear models have no large "
            "matrices of weights. Leave out --quantize."
        )
    return found


def _weights(graph: GraphProto) -> dict[str, tuple[int, ...]]:
    """Return the weights by name, and along which of their axes one factor is enough."""
    uses: dict[str, set[Any]] = {}
    for node in graph.node:
        for position, name in enumerate(node.input):
            uses.setdefault(name, set()).add(_axes(node, position))
        for name in _within(node):
            uses.setdefault(name, set()).add(None)
    found = {}
    for tensor in graph.initializer:
        axes = uses.get(tensor.name, {None})
        if len(axes) == 1 and _is_large(tensor) and (chosen := next(iter(axes))) is not None:
            found[tensor.name] = chosen
    return found


def _is_large(tensor: TensorProto) -> bool:
    flat = len(tensor.dims) < 2 or (len(tensor.dims) == 2 and tensor.dims[0] == 1)
    floats = tensor.data_type in (TensorProto.DOUBLE, TensorProto.FLOAT)
    return bool(floats and not flat and np.prod(tensor.dims) >= LEAST)


def _axes(node: NodeProto, position: int) -> tuple[int, ...] | None:
    """Return along which axes of an input one factor is enough; None if it is no weight."""
    kind = node.op_type
    if kind == "Conv" and position == 1:
        return (1, 2, 3) if _how_many(node, "kernel_shape") == 2 else (1, 2)
    if kind in ("GRU", "LSTM") and position in (1, 2):
        return (2,)
    if kind == "MatMul" and position == 1:
        return (0,)
    if kind == "Mul" and node.input[0] == node.input[1]:  # squares of what is multiplied with
        return (0,)
    along = next((a.i for a in node.attribute if a.name == "axis"), 0)
    return (0,) if kind == "Gather" and position == 0 and along == 0 else None


def _how_many(node: NodeProto, name: str) -> int:
    return next((len(a.ints) for a in node.attribute if a.name == name), 0)


def _within(node: NodeProto) -> list[str]:
    """Return the names that graphs within a node take."""
    return [
        name
        for attribute in node.attribute
        for inner in attribute.g.node
        for name in [*inner.input, *_within(inner)]
    ]


def _shrink(graph: GraphProto, tensor: TensorProto, axes: tuple[int, ...]) -> None:
    """Put small whole numbers, and what makes weights of them, in the place of weights."""
    name, kind = tensor.name, tensor.data_type
    small, factor = _rounded(numpy_helper.to_array(tensor), axes)
    graph.initializer.remove(tensor)
    graph.initializer.append(numpy_helper.from_array(small, f"{name}/small"))
    graph.initializer.append(numpy_helper.from_array(factor, f"{name}/factor"))
    whole = f"{name}/whole"
    cast = helper.make_node("Cast", [f"{name}/small"], [whole], f"{name}/cast", to=kind)
    scaled = helper.make_node("Mul", [whole, f"{name}/factor"], [name], f"{name}/scaled")
    graph.node.insert(0, scaled)
    graph.node.insert(0, cast)


def _rounded(values: Any, axes: tuple[int, ...] = (0,)) -> tuple[Any, Any]:
    """Return whole numbers, and a factor for all that differ along some axes only.

    Examples
    --------
    >>> small, factor = _rounded(np.array([[0.5, 10.0], [-1.0, 0.0]]))
    >>> small.tolist(), (factor * 127).tolist()
    ([[64, 127], [-127, 0]], [[1.0, 10.0]])
    """
    largest = np.abs(values).max(axis=axes, keepdims=True)
    factor = np.where(largest > 0, largest, 1.0) / MOST
    return np.rint(values / factor).astype(np.int8), factor.astype(values.dtype)
