"""Small neural networks."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float, Int

_MAKE = "lepton_automl.builtin.make.network"

ESTIMATORS = (
    EstimatorSpec(
        name="mlp",
        estimator={
            "binary": f"{_MAKE}:mlp_classifier",
            "multiclass": f"{_MAKE}:mlp_classifier",
            "regression": f"{_MAKE}:mlp_regressor",
        },
        tasks={"binary", "multiclass", "regression"},
        handles={"sparse", "sample_weight"},
        wants={"scaled"},
        space={
            "width": Int(16, 256, log=True),
            "depth": Int(1, 3),
            "alpha": Float(1e-6, 1.0, log=True),
            "learning_rate_init": Float(2e-4, 2e-2, log=True),
        },
        opening=(
            {"width": 64, "depth": 1, "alpha": 1e-3, "learning_rate_init": 3e-3},
            {"width": 128, "depth": 2, "alpha": 1e-4, "learning_rate_init": 1e-3},
        ),
        family="network",
        cost=Cost(base=0.6, rate=5e-6, columns=0.5),
    ),
)
