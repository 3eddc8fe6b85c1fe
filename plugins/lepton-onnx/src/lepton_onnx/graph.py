"""An ONNX graph that grows node by node, in double precision.

Everything is computed in doubles, as scikit-learn does: a number rounded to 32 bits can fall on
the other side of a tree's split. The same node is never made twice, so members of an ensemble
share what they have in common.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from lepton_automl.plugin import ExportError

__all__ = ["BOOL", "DOUBLE", "FLOAT", "INT64", "OPSETS", "STRING", "Graph", "Mark"]

BOOL, DOUBLE, FLOAT = TensorProto.BOOL, TensorProto.DOUBLE, TensorProto.FLOAT
INT64, STRING = TensorProto.INT64, TensorProto.STRING
OPSETS = {"": 20, "ai.onnx.ml": 5, "com.microsoft": 1}
IR_VERSION = 10


@dataclass(frozen=True, eq=False)
class Mark:
    """A step of the model and where its input and output are in the graph.

    Attributes
    ----------
    path : str
        Where in the model the step is.
    step : object
        The fitted transformer or estimator.
    source, result : object
        What went in and came out; see `lepton_onnx.values`.
    """

    path: str
    step: Any
    source: Any
    result: Any


@dataclass(eq=False)
class Graph:
    """Nodes and constants; `model` makes a file of them.

    Examples
    --------
    >>> graph = Graph()
    >>> graph.add("x", graph.constant(1.0)) == graph.add("x", graph.constant(1.0))
    True
    """

    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, TensorProto] = field(default_factory=dict)
    inputs: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _made: dict[Any, tuple[str, ...]] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)

    def node(
        self, op: str, *inputs: str, domain: str = "", n_outputs: int = 1, **attributes: Any
    ) -> Any:
        """Return the name of a new node's output, or of an equal one's; a tuple of several."""
        key = (op, inputs, domain, n_outputs, _frozen(attributes))
        if key not in self._made:
            name = f"{'/'.join([*self._path, op])}:{len(self.nodes)}"
            outputs = tuple(f"{name}.{i}" if i else name for i in range(n_outputs))
            made = helper.make_node(op, inputs, outputs, name, domain=domain, **attributes)
            self.nodes.append(made)
            self._made[key] = outputs
        outputs = self._made[key]
        return outputs if n_outputs > 1 else outputs[0]

    def constant(self, value: Any, dtype: Any = None) -> str:
        """Return the name of a constant: doubles, integers, booleans or strings."""
        array = np.asarray(value, dtype=dtype)
        if array.dtype.kind in "US":
            array = array.astype(object)
        if array.dtype.kind == "f" and dtype is None:
            array = array.astype(np.float64)
        name = f"c{_digest(array)}"
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(array, order="C"), name)
        return name

    def input(self, name: str, dtype: int, shape: Sequence[Any]) -> str:
        """Return the name of a new input of the graph."""
        self.inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def fix(self, name: str, axis: int, size: int) -> None:
        """Say how long an axis of an input is.

        Raises
        ------
        ExportError
            If another length was said before.
        """
        (given,) = (i for i in self.inputs if i.name == name)
        side = given.type.tensor_type.shape.dim[axis]
        if side.HasField("dim_value") and side.dim_value != size:
            raise ExportError(
                f"{self.path} takes {size} numbers along axis {axis} of {name!r}, and another "
                f"member {side.dim_value}; one graph has one."
            )
        side.dim_value = size

    def output(self, name: str, value: str, dtype: int, shape: Sequence[Any]) -> None:
        """Give a value to the outside under a name."""
        self.nodes.append(helper.make_node("Identity", [value], [name], f"output/{name}"))
        self.outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Name what is made in the block after a part of the model."""
        self._path.append(name.replace("/", "|"))
        try:
            yield
        finally:
            self._path.pop()

    @property
    def path(self) -> str:
        """Where in the model the next node belongs."""
        return "/".join(self._path)

    def mark(self, step: Any, source: Any, result: Any) -> None:
        """Remember a step, for whoever looks for the one that differs."""
        self.marks.append(Mark(self.path, step, source, result))

    def add(self, one: str, other: str) -> str:
        """Return the sum."""
        return str(self.node("Add", one, other))

    def sub(self, one: str, other: str) -> str:
        """Return the difference."""
        return str(self.node("Sub", one, other))

    def mul(self, one: str, other: str) -> str:
        """Return the product, number by number."""
        return str(self.node("Mul", one, other))

    def div(self, one: str, other: str) -> str:
        """Return the quotient."""
        return str(self.node("Div", one, other))

    def where(self, test: str, one: str, other: str) -> str:
        """Return the first where the test holds, else the other."""
        return str(self.node("Where", test, one, other))

    def cast(self, value: str, dtype: int) -> str:
        """Return a value as another type."""
        return str(self.node("Cast", value, to=dtype))

    def concat(self, values: Sequence[str], axis: int = 1) -> str:
        """Return values side by side."""
        return values[0] if len(values) == 1 else str(self.node("Concat", *values, axis=axis))

    def columns(self, value: str, positions: Sequence[int]) -> str:
        """Return some columns of a matrix."""
        chosen = self.constant(list(positions), np.int64)
        return str(self.node("Gather", value, chosen, axis=1))

    def sum(self, value: str, axis: int = 1, *, keep: bool = True) -> str:
        """Return the sums along an axis."""
        axes = self.constant([axis], np.int64)
        return str(self.node("ReduceSum", value, axes, keepdims=int(keep)))

    def clip(self, value: str, low: float, high: float) -> str:
        """Return doubles no less and no more than two bounds."""
        return str(self.node("Clip", value, self.constant(low), self.constant(high)))

    def expand_last(self, value: str) -> str:
        """Return a value with one more axis, at the end."""
        return str(self.node("Unsqueeze", value, self.constant([-1], np.int64)))

    def model(self, description: str = "") -> ModelProto:
        """Return the file; nodes that no output needs are left out."""
        kept = self._needed()
        used = {name for node in kept for name in _names(node)}
        graph = helper.make_graph(
            kept,
            "lepton",
            self.inputs,
            self.outputs,
            [tensor for name, tensor in self.constants.items() if name in used],
            doc_string=description,
        )
        domains = {node.domain for node in kept} | {"", "ai.onnx.ml"}
        opsets = [helper.make_opsetid(d, v) for d, v in OPSETS.items() if d in domains]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="lepton-onnx"
        )

    def _needed(self) -> list[NodeProto]:
        wanted = {output.name for output in self.outputs}
        kept: list[NodeProto] = []
        for node in reversed(self.nodes):
            if wanted & set(node.output):
                kept.append(node)
                wanted |= set(_names(node))
        return kept[::-1]


def _names(node: NodeProto) -> Iterator[str]:
    """Yield what a node takes, and what the graphs within it take."""
    yield from node.input
    for attribute in node.attribute:
        for inner in attribute.g.node:
            yield from _names(inner)
        yield from (output.name for output in attribute.g.output)


def _frozen(attributes: dict[str, Any]) -> Any:
    return tuple((name, _key(value)) for name, value in sorted(attributes.items()))


def _key(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if hasattr(value, "SerializeToString"):
        return hashlib.sha256(value.SerializeToString()).digest()
    if isinstance(value, list):
        return hashlib.sha256(repr(value).encode()).digest() if len(value) > 9 else tuple(value)
    return value


def _digest(array: Any) -> str:
    data = repr(array.tolist()).encode() if array.dtype == object else array.tobytes()
    what = f"{array.dtype}{array.shape}".encode()
    return hashlib.sha256(what + data).hexdigest()[:20]
