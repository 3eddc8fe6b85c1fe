"""Forests of randomised trees."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float, Int, Space

_CLASSES = ("binary", "multiclass", "multilabel")
_NUMBERS = ("regression", "multioutput")
_QUANTILES = "lepton_automl.builtin.make.quantile_forest"
_CLAIMS = frozenset({"missing", "sparse", "sample_weight"})
_SPACE: Space = {
    "n_estimators": Int(50, 400, log=True),
    "max_features": Float(0.05, 1.0),
    "min_samples_leaf": Int(1, 50, log=True),
}


def _trees(name: str, classifier: str, regressor: str, cost: Cost) -> EstimatorSpec:
    return EstimatorSpec(
        name=name,
        estimator={
            **dict.fromkeys(_CLASSES, f"sklearn.ensemble:{classifier}"),
            **dict.fromkeys(_NUMBERS, f"sklearn.ensemble:{regressor}"),
            "quantile": f"{_QUANTILES}:{name}_quantiles",
        },
        tasks={*_CLASSES, *_NUMBERS, "quantile"},
        handles=_CLAIMS,
        space=_SPACE,
        # The second has scikit-learn's own max_features: a square root for classes, all for
        # numbers, which takes several times as long.
        opening=(
            {"n_estimators": 100, "max_features": 0.35, "min_samples_leaf": 2},
            {"n_estimators": 200},
            {"n_estimators": 150, "max_features": 0.75},
        ),
        cost=cost,
    )


ESTIMATORS = (
    _trees(
        "random_forest",
        "RandomForestClassifier",
        "RandomForestRegressor",
        Cost(base=0.2, rate=5e-5, rows=1.1, columns=0.6),
    ),
    _trees(
        "extra_trees",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        Cost(base=0.15, rate=2.5e-5, rows=1.1, columns=0.6),
    ),
)
