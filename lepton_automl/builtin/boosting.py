"""Gradient boosting on histograms."""

from __future__ import annotations

from dataclasses import replace

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float, Int

_MAKE = "lepton_automl.builtin.make.boosting"
_SEVERAL = "lepton_automl.builtin.make.several"

_HISTOGRAMS = EstimatorSpec(
    name="hist_gradient_boosting",
    estimator={
        "binary": f"{_MAKE}:boosting_classifier",
        "multiclass": f"{_MAKE}:boosting_classifier",
        "multilabel": f"{_SEVERAL}:boosting_labels",
        "regression": f"{_MAKE}:boosting_regressor",
        "multioutput": f"{_SEVERAL}:boosting_values",
        "quantile": "lepton_automl.builtin.make.quantiles:boosting_quantiles",
    },
    tasks={"binary", "multiclass", "multilabel", "regression", "multioutput", "quantile"},
    accepts={"number", "category"},
    handles={"missing", "sample_weight"},
    categorical="categorical_features",
    space={
        "learning_rate": Float(0.01, 0.3, log=True),
        "max_leaf_nodes": Int(3, 128, log=True),
        "min_samples_leaf": Int(2, 100, log=True),
        "l2_regularization": Float(1e-6, 100.0, log=True),
        "max_features": Float(0.2, 1.0),
    },
    # Some l2 always: without it, boosting diverges on classes of a few rows.
    opening=(
        {"learning_rate": 0.1, "l2_regularization": 1.0},
        {
            "learning_rate": 0.04,
            "max_leaf_nodes": 50,
            "min_samples_leaf": 40,
            "l2_regularization": 1.0,
            "max_features": 0.7,
        },
        {
            "learning_rate": 0.05,
            "max_leaf_nodes": 8,
            "min_samples_leaf": 5,
            "l2_regularization": 1.0,
            "max_features": 0.5,
        },
        {
            "learning_rate": 0.03,
            "max_leaf_nodes": 100,
            "min_samples_leaf": 4,
            "l2_regularization": 1.0,
            "max_features": 0.5,
        },
        {
            "learning_rate": 0.15,
            "max_leaf_nodes": 3,
            "l2_regularization": 1.0,
            "max_features": 0.8,
        },
    ),
    # Beside the boosting of other libraries it comes after them: they stop in time.
    priority=3.9,
    cost=Cost(base=0.15, rate=5e-6, rows=0.9, classes=0.8),
)

ESTIMATORS = (
    _HISTOGRAMS,
    replace(
        _HISTOGRAMS,
        name="hist_gradient_boosting_poisson",
        estimator=f"{_MAKE}:boosting_poisson",
        tasks={"regression"},
        opening=_HISTOGRAMS.opening_for("regression")[2:0:-1],
        family="hist_gradient_boosting",
        positive_only=True,
    ),
)
