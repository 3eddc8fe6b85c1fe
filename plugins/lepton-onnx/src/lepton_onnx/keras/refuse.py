"""What is said of a layer that has no place in a graph."""

from __future__ import annotations

from typing import Any

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph

__all__ = ["refused"]


def refused(layer: Any, graph: Graph, what: str, cure: str = "") -> ExportError:
    """Return the error that names a layer, where it is, and what to do.

    Parameters
    ----------
    layer : object
        A layer of Keras, a model or an operation.
    graph : Graph
        Inside whatever the layer is in.
    what : str
        What of it cannot be converted.
    cure : str
        What its author could write instead.

    Examples
    --------
    >>> print(refused("a", Graph(_path=["network", "dense"]), "axis=1", "Leave it out"))
    network/dense (str): axis=1 cannot be converted to ONNX. Leave it out, or save the model \
in format 'saved_model'.
    """
    told = f"{cure}, or save" if cure else "Save"
    return ExportError(
        f"{graph.path} ({type(layer).__name__}): {what} cannot be converted to ONNX. {told} "
        "the model in format 'saved_model'."
    )
