"""The formats that are offered, by reference."""

from __future__ import annotations

from lepton_automl.plugin import EstimatorSpec, ExporterSpec, Task

_EXPORTS = "lepton_keras.exports"


def obstacle(spec: EstimatorSpec, task: Task) -> str | None:
    """Return why models of an estimator cannot be written; None if they can."""
    if "keras" in spec.requires:
        return None
    return f"{spec.name!r} is no network, and this format holds networks only"


def obstacle_in_litert(spec: EstimatorSpec, task: Task) -> str | None:
    """Return why LiteRT cannot hold models of an estimator; None if it can."""
    if spec.name in ("keras_table", "keras_text"):
        return f"{spec.name!r} needs a preparation that LiteRT cannot do"
    return obstacle(spec, task)


EXPORTERS = (
    ExporterSpec(
        name="saved_model",
        save=f"{_EXPORTS}.saved_model:save",
        load=f"{_EXPORTS}.saved_model:load",
        requires=("keras", "tensorflow"),
        tolerance=1e-4,
        obstacle=obstacle,
    ),
    ExporterSpec(
        name="litert",
        save=f"{_EXPORTS}.litert:save",
        load=f"{_EXPORTS}.litert:load",
        requires=("keras", "tensorflow", "ai_edge_litert"),
        tolerance=1e-4,
        obstacle=obstacle_in_litert,
    ),
)
