"""The formats in which a model can be saved."""

from __future__ import annotations

from lepton_automl.plugin.specs import ExporterSpec

# Networks reckon in single precision: another processor, or other numbers of threads, add up in
# another order, and change that much. Whoever reckons in double differs by 1e-15.
ROUNDING = 1e-5

EXPORTERS = (
    ExporterSpec(
        name="joblib",
        save="lepton_automl.builtin.joblib_file:save",
        load="lepton_automl.builtin.joblib_file:load",
        tolerance=ROUNDING,
    ),
    ExporterSpec(
        name="skops",
        save="lepton_automl.builtin.skops_file:save",
        load="lepton_automl.builtin.skops_file:load",
        requires=("skops",),
        tolerance=ROUNDING,
        safe=True,
    ),
)
