"""Naive Bayes."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float

ESTIMATORS = (
    EstimatorSpec(
        name="gaussian_nb",
        estimator="sklearn.naive_bayes:GaussianNB",
        tasks={"binary", "multiclass"},
        handles={"sample_weight"},
        space={"var_smoothing": Float(1e-12, 1.0, log=True)},
        opening=({"var_smoothing": 1e-9},),
        cost=Cost(base=0.01, rate=3e-8),
    ),
)
