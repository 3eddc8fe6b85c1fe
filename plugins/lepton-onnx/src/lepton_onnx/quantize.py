"""Weights in eight bits: an eighth of their size, and a little less exact.

Each column of a large matrix of weights is kept as whole numbers from -127 to 127 and one
factor. They are multiplied when the file is loaded; what is computed after that, and how fast,
is the same as before. Layers of networks, kernel machines, weights of words, and the leaves of
forests for many classes gain from it. Splits of trees do not: a threshold that is a little off
sends rows the other way.
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
    for tensor in _weights(found.graph):
        _shrink(found.graph, tensor)
    before, after = file.ByteSize(), found.ByteSize()
    if after > (1 - WORTH) * before:
        raise ExportError(
            f"The model would not gain from {how!r}: of {before:,} bytes it saves "
            f"{max(0, before - after):,}. Trees and small linear models have no large "
            "matrices of weights. Leave out --quantize."
        )
    return found


def _weights(graph: GraphProto) -> list[TensorProto]:
    """Return the matrices that are multiplied with, or of which rows are looked up."""
    uses: dict[str, list[bool]] = {}
    for node in graph.node:
        for position, name in enumerate(node.input):
            uses.setdefault(name, []).append(_is_weight(node, position))
        for name in _within(node):
            uses.setdefault(name, []).append(False)
    return [
        tensor
        for tensor in graph.initializer
        if tensor.data_type == TensorProto.DOUBLE
        and len(tensor.dims) == 2
        and tensor.dims[0] > 1
        and np.prod(tensor.dims) >= LEAST
        and all(uses.get(tensor.name, [False]))
    ]


def _is_weight(node: NodeProto, position: int) -> bool:
    if node.op_type == "MatMul":
        return position == 1
    if node.op_type == "Mul":  # the squares of what is multiplied with
        return bool(node.input[0] == node.input[1])
    along = next((a.i for a in node.attribute if a.name == "axis"), 0)
    return node.op_type == "Gather" and position == 0 and along == 0


def _within(node: NodeProto) -> list[str]:
    """Return the names that graphs within a node take."""
    return [
        name
        for attribute in node.attribute
        for inner in attribute.g.node
        for name in [*inner.input, *_within(inner)]
    ]


def _shrink(graph: GraphProto, tensor: TensorProto) -> None:
    """Put small whole numbers, and what makes weights of them, in the place of weights."""
    name = tensor.name
    small, factor = _rounded(numpy_helper.to_array(tensor))
    graph.initializer.remove(tensor)
    graph.initializer.append(numpy_helper.from_array(small, f"{name}/small"))
    graph.initializer.append(numpy_helper.from_array(factor, f"{name}/factor"))
    cast = helper.make_node(
        "Cast", [f"{name}/small"], [f"{name}/whole"], f"{name}/cast", to=TensorProto.DOUBLE
    )
    scaled = helper.make_node(
        "Mul", [f"{name}/whole", f"{name}/factor"], [name], f"{name}/scaled"
    )
    graph.node.insert(0, scaled)
    graph.node.insert(0, cast)


def _rounded(values: Any) -> tuple[Any, Any]:
    """Return whole numbers and a factor for each column.

    Examples
    --------
    >>> small, factor = _rounded(np.array([[0.5, 10.0], [-1.0, 0.0]]))
    >>> small.tolist(), (factor * 127).tolist()
    ([[64, 127], [-127, 0]], [[1.0, 10.0]])
    """
    largest = np.abs(values).max(axis=0, keepdims=True)
    factor = np.where(largest > 0, largest, 1.0) / MOST
    return np.rint(values / factor).astype(np.int8), factor
