"""The dummy: what can be had without looking at X."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec

ESTIMATORS = (
    EstimatorSpec(
        name="dummy",
        estimator={
            "binary": "lepton_automl.builtin.targets:prior",
            "multiclass": "lepton_automl.builtin.targets:prior",
            "multilabel": "lepton_automl.builtin.targets:prior",
            "regression": "sklearn.dummy:DummyRegressor",
            "multioutput": "sklearn.dummy:DummyRegressor",
            "quantile": "lepton_automl.builtin.make.quantiles:constant_quantiles",
        },
        tasks={"binary", "multiclass", "multilabel", "regression", "multioutput", "quantile"},
        handles={"missing", "sparse", "missing_in_sparse", "sample_weight"},
        opening=(),  # every run has a baseline: this one is for those who ask for it by name
        cost=Cost(base=0.005, rate=1e-9),
    ),
)
