"""Steps that nothing here knows: skl2onnx may.

What it makes is merged into the graph, in doubles where it can and in floats where not. Its
trees are refused: those it writes are of an older kind than ours, which one file cannot mix.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from onnx import ModelProto, helper

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, FLOAT, Graph
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["foreign_probabilities", "foreign_values", "transformed"]

OLD = frozenset({"TreeEnsembleClassifier", "TreeEnsembleRegressor"})
TARGET = {"": 18, "ai.onnx.ml": 3}


def foreign_probabilities(estimator: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return the probabilities of a classifier, as skl2onnx converts it."""
    return _merged(estimator, graph, x, {id(estimator): {"zipmap": False}})


def foreign_values(estimator: Any, graph: Graph, x: Matrix | Columns) -> str:
    """Return the estimates of a regressor, as skl2onnx converts it."""
    found = _merged(estimator, graph, x, None)
    shape = graph.constant([-1, 1], "int64")
    return str(graph.node("Reshape", found, shape))


def transformed(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Return what a transformer makes of a matrix, as skl2onnx converts it."""
    if isinstance(x, Columns) and x.words:
        raise ExportError(_sentence(step, graph, "nothing here converts it for text"))
    width = len(step.get_feature_names_out([f"x{k}" for k in range(x.width)]))
    return matrix(_merged(step, graph, x, None), width)


def _merged(step: Any, graph: Graph, x: Matrix | Columns, options: Any) -> str:
    made, dtype = _made(step, graph, x.width, options)
    prefix = f"{graph.path}/foreign {len(graph.nodes)}/"
    source = dense(graph, x)
    names = {made.graph.input[0].name: graph.cast(source, dtype) if dtype == FLOAT else source}
    for tensor in made.graph.initializer:
        names[tensor.name] = prefix + tensor.name
        tensor.name = names[tensor.name]
        graph.constants[tensor.name] = tensor
    for node in made.graph.node:
        copy = helper.make_node(node.op_type, [], [], prefix + node.name, domain=node.domain)
        copy.attribute.extend(node.attribute)
        copy.input.extend(names.get(name, prefix + name) if name else "" for name in node.input)
        copy.output.extend(prefix + name if name else "" for name in node.output)
        graph.nodes.append(copy)
    last = made.graph.output[-1]
    found = names.get(last.name, prefix + last.name)
    return graph.cast(found, DOUBLE)


def _made(step: Any, graph: Graph, width: int, options: Any) -> tuple[ModelProto, int]:
    """Return what skl2onnx makes of a step, and the type of number it takes."""
    try:
        import skl2onnx
        from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
    except ImportError as error:
        raise ExportError(_sentence(step, graph, "skl2onnx is not installed")) from error
    reasons: list[str] = []
    for tensor_type, dtype in ((DoubleTensorType, DOUBLE), (FloatTensorType, FLOAT)):
        types = [("x", tensor_type([None, width]))]
        try:
            made = _quietly(
                skl2onnx.convert_sklearn,
                step,
                None,
                types,
                options=options,
                target_opset=TARGET,
            )
            _try(made)
        except Exception as error:  # each converter fails in its own way
            reasons.append(str(error).strip().partition("\n")[0][:200])
            continue
        if old := OLD & {node.op_type for node in made.graph.node}:
            raise ExportError(_sentence(step, graph, f"skl2onnx makes a {min(old)} of it"))
        return made, dtype
    raise ExportError(_sentence(step, graph, reasons[-1]))


def _try(made: ModelProto) -> None:
    """Refuse what onnxruntime cannot run."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    onnxruntime.InferenceSession(
        made.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def _quietly(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*arguments, **named)


def _sentence(step: Any, graph: Graph, reason: str) -> str:
    where = f"{graph.path}: " if graph.path else ""
    return f"{where}{type(step).__name__} cannot be converted to ONNX ({reason})."
