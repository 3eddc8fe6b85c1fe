"""The format ``onnx``: preparation, members, weights and calibration in one graph."""

from __future__ import annotations

from collections.abc import Iterable

from lepton_automl.plugin import ExporterSpec, hookimpl

__all__ = ["SPEC", "lepton_register_exporters"]

SPEC = ExporterSpec(
    name="onnx",
    save="lepton_onnx.artifact:save",
    load="lepton_onnx.model:load",
    requires=("onnx", "onnxruntime"),
    tolerance=1e-4,
    safe=True,
    obstacle="lepton_onnx.able:obstacle",
    blame="lepton_onnx.blame:blame",
)


@hookimpl
def lepton_register_exporters() -> Iterable[ExporterSpec]:
    """Offer the format."""
    return [SPEC]
