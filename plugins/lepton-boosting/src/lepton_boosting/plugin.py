"""What the package offers to lepton_automl."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lepton_automl.plugin import Choice, Cost, EstimatorSpec, Float, Int, hookimpl

CLASSES = ("binary", "multiclass")
TASKS = {*CLASSES, "regression"}
WITH_QUANTILES = TASKS | {"quantile"}  # of all levels in the same trees
CLAIMS = frozenset({"missing", "sample_weight", "validation", "deadline"})


def _learners(library: str, tasks: Collection[str]) -> dict[str, str]:
    """Return what learns each type of task."""
    path = f"lepton_boosting.{library.lower()}:{library}"
    return {t: f"{path}{'Classifier' if t in CLASSES else 'Regressor'}" for t in tasks}


LIGHTGBM = EstimatorSpec(
    name="lightgbm",
    estimator=_learners("LightGBM", TASKS),
    tasks=TASKS,
    accepts={"number", "category"},
    handles={*CLAIMS, "sparse", "missing_in_sparse"},
    categorical="categorical_features",
    requires=("lightgbm",),
    space={
        "learning_rate": Float(0.01, 0.2, log=True),
        "num_leaves": Int(4, 200, log=True),
        "min_child_samples": Int(2, 100, log=True),
        "colsample_bytree": Float(0.3, 1.0),
        "subsample": Float(0.5, 1.0),
        "reg_lambda": Float(1e-3, 30.0, log=True),
        "max_bin": Int(63, 1023, log=True),
        "arithmetic": Choice(0, 30),
    },
    opening=(
        {},
        {  # many small trees, where the first has fewer and larger ones
            "learning_rate": 0.07,
            "num_leaves": 8,
            "min_child_samples": 5,
            "colsample_bytree": 0.5,
            "subsample": 0.9,
            "reg_lambda": 1.0,
            "max_bin": 1023,
        },
        {"arithmetic": 30},
    ),
    priority=4.0,
    cost=Cost(base=0.15, rate=5e-6, rows=0.9, classes=0.8),
)

LIGHTGBM_POISSON = replace(
    LIGHTGBM,
    name="lightgbm_poisson",
    estimator="lepton_boosting.lightgbm:LightGBMPoissonRegressor",
    tasks={"regression"},
    opening=LIGHTGBM.opening_for("regression")[:2],
    family="lightgbm",
    positive_only=True,
)

XGBOOST = EstimatorSpec(
    name="xgboost",
    estimator=_learners("XGBoost", WITH_QUANTILES),
    tasks=WITH_QUANTILES,
    accepts={"number", "category"},
    handles={*CLAIMS, "sparse", "missing_in_sparse"},
    categorical="categorical_features",
    requires=("xgboost",),
    space={
        "learning_rate": Float(0.01, 0.3, log=True),
        "max_depth": Int(2, 12),
        "min_child_weight": Float(1e-2, 30.0, log=True),
        "colsample_bytree": Float(0.3, 1.0),
        "colsample_bylevel": Float(0.3, 1.0),
        "subsample": Float(0.5, 1.0),
        "reg_lambda": Float(1e-3, 30.0, log=True),
    },
    opening=({},),
    priority=4.0,
    cost=Cost(base=0.15, rate=5e-6, rows=0.9, classes=0.8),
)

CATBOOST = EstimatorSpec(
    name="catboost",
    estimator=_learners("CatBoost", WITH_QUANTILES),
    tasks=WITH_QUANTILES,
    accepts={"number", "category"},
    handles=CLAIMS,
    categorical="categorical_features",
    requires=("catboost",),
    space={
        "learning_rate": Float(0.02, 0.2, log=True),
        "depth": Int(3, 9),
        "l2_leaf_reg": Float(0.1, 30.0, log=True),
        "random_strength": Float(0.1, 10.0, log=True),
        "rsm": Float(0.3, 1.0),
        "subsample": Float(0.5, 1.0),
        "one_hot_max_size": Int(2, 50, log=True),
    },
    opening=(
        {},
        {
            "learning_rate": 0.15,
            "depth": 5,
            "l2_leaf_reg": 1.0,
            "random_strength": 0.3,
            "rsm": 0.7,
            "subsample": 0.8,
            "one_hot_max_size": 10,
        },
    ),
    priority=4.0,
    cost=Cost(base=0.15, rate=5e-6, rows=0.9, classes=0.8),
)


@hookimpl
def lepton_register_estimators() -> list[EstimatorSpec]:
    """Offer the three libraries' boosting."""
    return [LIGHTGBM, LIGHTGBM_POISSON, XGBOOST, CATBOOST]
