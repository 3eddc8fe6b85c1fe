"""What flows between the operations of a network, and how Keras' own numbers are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_onnx.graph import Graph

__all__ = ["Tensor", "constant", "integers", "numbers", "reshaped", "swapped"]


@dataclass(frozen=True)
class Tensor:
    """A tensor of a network.

    Attributes
    ----------
    name : str
        In the graph.
    shape : tuple of int or None
        As Keras knows it; None for the rows, and for what differs from call to call.
    """

    name: str
    shape: tuple[int | None, ...]

    @property
    def rank(self) -> int:
        """How many axes it has, rows included."""
        return len(self.shape)


def numbers(weight: Any) -> Any:
    """Return a weight as an array of 32 bits, whatever Keras computes with."""
    value = weight.detach().cpu() if hasattr(weight, "detach") else weight
    return np.asarray(value, dtype=np.float32)


def constant(graph: Graph, value: Any) -> str:
    """Return the name of a constant of 32 bits."""
    return graph.constant(np.asarray(value, dtype=np.float32), np.float32)


def integers(graph: Graph, *values: int) -> str:
    """Return the name of a list of whole numbers."""
    return graph.constant(list(values), np.int64)


def reshaped(graph: Graph, name: str, *shape: int) -> str:
    """Return a tensor in another shape, of which -1 stands for the rows."""
    return str(graph.node("Reshape", name, integers(graph, *shape)))


def swapped(graph: Graph, name: str, *order: int) -> str:
    """Return a tensor with its axes in another order."""
    return str(graph.node("Transpose", name, perm=list(order)))
