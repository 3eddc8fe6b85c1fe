"""The formats in which a model can be saved."""

from __future__ import annotations

from lepton_automl.plugin.specs import ExporterSpec

EXPORTERS = (
    ExporterSpec(
        name="joblib",
        save="lepton_automl.builtin.joblib_file:save",
        load="lepton_automl.builtin.joblib_file:load",
        tolerance=1e-9,  # threads may add up in another order
    ),
    ExporterSpec(
        name="skops",
        save="lepton_automl.builtin.skops_file:save",
        load="lepton_automl.builtin.skops_file:load",
        requires=("skops",),
        tolerance=1e-9,
        safe=True,
    ),
)
