"""Nearest neighbours."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Choice, Int

_MAKE = "lepton_automl.builtin.make.neighbours"

ESTIMATORS = (
    EstimatorSpec(
        name="k_neighbors",
        estimator={
            "binary": f"{_MAKE}:k_neighbors_classifier",
            "multiclass": f"{_MAKE}:k_neighbors_classifier",
            "multilabel": f"{_MAKE}:k_neighbors_classifier",
            "regression": f"{_MAKE}:k_neighbors_regressor",
            "multioutput": f"{_MAKE}:k_neighbors_regressor",
            "quantile": "lepton_automl.builtin.make.quantiles:k_neighbors_quantiles",
        },
        tasks={"binary", "multiclass", "multilabel", "regression", "multioutput", "quantile"},
        handles={"sparse"},
        wants={"scaled"},
        space={
            "n_neighbors": Int(1, 200, log=True),
            "weights": Choice("uniform", "distance"),
            "p": Choice(1, 2),
        },
        opening=({"n_neighbors": 10, "weights": "distance"},),
        # Rows are looked up in pairs, in the prediction.
        cost=Cost(base=0.01, rate=1.5e-10, rows=2.0, columns=1.0),
        max_rows=50_000,
    ),
)
