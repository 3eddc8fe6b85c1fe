"""Forests of randomised trees."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float, Int, Space

_CLASSES = ("binary", "multiclass", "multilabel")
_NUMBERS = ("regression", "multioutput")
_QUANTILES = "lepton_automl.builtin.make.quantile_forest"
_CLAIMS = ("missing", "sparse", "sample_weight")
_SPACE: Space = {
    "n_estimators": Int(50, 400, log=True),
    "max_features": Float(0.05, 1.0),
    "min_samples_leaf": Int(1, 50, log=True),
}


def _trees(
    name: str, references: tuple[str, str], n_estimators: int, cost: Cost, *claims: str
) -> EstimatorSpec:
    classifier, regressor = references
    first = {"n_estimators": n_estimators, "max_features": 0.35, "min_samples_leaf": 2}
    most = {"n_estimators": 150, "max_features": 0.75}
    return EstimatorSpec(
        name=name,
        estimator={
            **dict.fromkeys(_CLASSES, f"sklearn.ensemble:{classifier}"),
            **dict.fromkeys(_NUMBERS, f"sklearn.ensemble:{regressor}"),
            "quantile": f"{_QUANTILES}:{name}_quantiles",
        },
        tasks={*_CLASSES, *_NUMBERS, "quantile"},
        handles={*_CLAIMS, *claims},
        space=_SPACE,
        opening={
            # The second has scikit-learn's own max_features, a square root: cheap, and good.
            **dict.fromkeys(_CLASSES, (first, {"n_estimators": 200}, most)),
            # Of numbers its own are all: as good as three quarters, for twice the time.
            **dict.fromkeys((*_NUMBERS, "quantile"), (first, most)),
        },
        cost=cost,
    )


ESTIMATORS = (
    # Of 200 trees, as one fit out of bag has to make do without those of other folds.
    _trees(
        "random_forest",
        ("RandomForestClassifier", "RandomForestRegressor"),
        200,
        Cost(base=0.3, rate=1e-4, rows=1.1, columns=0.6),
        "out_of_bag",
    ),
    _trees(
        "extra_trees",
        ("ExtraTreesClassifier", "ExtraTreesRegressor"),
        100,
        Cost(base=0.15, rate=2.5e-5, rows=1.1, columns=0.6),
    ),
)
