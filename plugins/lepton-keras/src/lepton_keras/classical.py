"""Estimators without networks that suit many, correlated numbers, such as an image's."""

from __future__ import annotations

from lepton_automl.plugin import Cost, EstimatorSpec, Float

ESTIMATORS = (
    EstimatorSpec(
        name="lda",
        estimator="lepton_keras.discriminant:lda",
        tasks={"binary", "multiclass"},
        wants={"scaled"},
        space={"shrinkage": Float(1e-3, 0.999, log=True)},
        opening=({},),
        family="linear",
        cost=Cost(base=0.02, rate=4e-9, columns=2.0),
    ),
)
