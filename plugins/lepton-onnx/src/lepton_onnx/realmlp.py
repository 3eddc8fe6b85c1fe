"""The network of lepton-realmlp."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_onnx.graph import Graph
from lepton_onnx.linear import affine
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["classes", "positive_values", "values"]


def classes(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``RealMLPClassifier``."""
    return str(graph.node("Softmax", _outputs(model, graph, x), axis=1))


def values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``RealMLPRegressor``."""
    return _in_units(model, graph, _outputs(model, graph, x))


def positive_values(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Convert a ``RealMLPPoissonRegressor``."""
    from lepton_realmlp.poisson import LARGEST

    scaled = graph.mul(_outputs(model, graph, x), graph.constant(model.factor_))
    logarithm = graph.clip(scaled, -LARGEST, LARGEST)
    return _in_units(model, graph, str(graph.node("Exp", logarithm)))


def _in_units(model: Any, graph: Graph, said: str) -> str:
    """Return what was said, within the range of y, in its own units."""
    found = graph.clip(said, *model.range_)
    found = graph.mul(found, graph.constant(model.spread_))
    return graph.add(found, graph.constant(model.mean_))


def _outputs(model: Any, graph: Graph, x: Matrix | Columns) -> str:
    network, own = model.network_, model.network_.parameters
    with graph.inside("network"):
        found = _embedded(network, graph, _bent(model.inputs_, graph, dense(graph, x)))
        found = graph.mul(found, graph.constant(own["scale"]))
        for i in range(network.depth + 1):
            weight = own[f"weight{i}"]
            shrunk = weight / np.sqrt(weight.shape[0])
            found = affine(graph, matrix(found, weight.shape[0]), shrunk, own[f"bias{i}"])
            if i < network.depth:
                found = ACTIVATIONS[network.activation](graph, found)
    return found


def _bent(inputs: Any, graph: Graph, x: str) -> str:
    """Return columns that are centred, scaled, and bent where they are far out."""
    x = graph.mul(graph.sub(x, graph.constant(inputs.centre)), graph.constant(inputs.factor))
    x = graph.clip(x, -inputs.most, inputs.most)
    share = graph.div(x, graph.constant(inputs.bend))
    square = graph.add(graph.mul(share, share), graph.constant(1.0))
    return graph.div(x, str(graph.node("Sqrt", square)))


def _embedded(network: Any, graph: Graph, x: str) -> str:
    """Return columns with the periodic functions of some of them beside."""
    if not len(network.embedded):
        return x
    own = network.parameters
    chosen = graph.columns(x, network.embedded.tolist())
    angle = graph.mul(graph.expand_last(chosen), graph.constant(2 * np.pi * own["frequency"]))
    waves = graph.node("Cos", graph.add(angle, graph.constant(own["phase"])))
    # One product a column: columns come first for that, and go back.
    by_column = graph.node("Transpose", waves, perm=[1, 0, 2])
    mixed = graph.node("MatMul", by_column, graph.constant(own["mix"]))
    mixed = graph.node("Transpose", mixed, perm=[1, 0, 2])
    shifted = graph.add(mixed, graph.constant(own["shift"]))
    flat = graph.node("Reshape", shifted, graph.constant([-1, own["shift"].size], np.int64))
    return graph.concat([x, flat])


def _selu(graph: Graph, z: str) -> str:
    """ONNX's own is not there for doubles in all runtimes."""
    from lepton_realmlp.activations import ALPHA, SCALE

    raised = graph.node("Exp", graph.node("Min", z, graph.constant(0.0)))
    below = graph.mul(graph.sub(raised, graph.constant(1.0)), graph.constant(ALPHA))
    above = graph.node("Greater", z, graph.constant(0.0))
    return graph.mul(graph.where(above, z, below), graph.constant(SCALE))


def _mish(graph: Graph, z: str) -> str:
    raised = graph.node("Exp", graph.node("Min", z, graph.constant(20.0)))
    n = graph.mul(raised, graph.add(raised, graph.constant(2.0)))
    return graph.mul(z, graph.div(n, graph.add(n, graph.constant(2.0))))


ACTIVATIONS = {"selu": _selu, "mish": _mish}
