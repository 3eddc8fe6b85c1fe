"""Linear models: least squares, logistic, ridge, lasso, elastic net, and by gradient steps."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Choice, Float

_MAKE = "lepton_automl.builtin.make.linear"
_DESCENT = "lepton_automl.builtin.make.descent"
_SEVERAL = "lepton_automl.builtin.make.several"
_CLASSES = frozenset({"binary", "multiclass"})
_LABELS = frozenset({"multilabel"})
_NUMBERS = frozenset({"regression"})
_VALUES = frozenset({"regression", "multioutput"})
_SPARSE = frozenset({"sparse", "sample_weight"})
_SCALED = frozenset({"scaled"})

ESTIMATORS = (
    EstimatorSpec(
        name="linear_regression",
        estimator=f"{_MAKE}:linear_regression",
        tasks=_VALUES,
        handles=_SPARSE,
        wants=_SCALED,
        cost=Cost(base=0.01, rate=4e-9, columns=2.0),
    ),
    EstimatorSpec(
        name="logistic_regression",
        estimator={
            **dict.fromkeys(_CLASSES, f"{_MAKE}:logistic_regression"),
            "multilabel": f"{_SEVERAL}:logistic_labels",
        },
        tasks=_CLASSES | _LABELS,
        handles=_SPARSE,
        wants=_SCALED,
        space={
            "C": Float(1e-4, 1e3, log=True),
            "l1_ratio": Choice(0.0, 0.5, 1.0),
            "class_weight": Choice(None, "balanced"),
        },
        opening=({"C": 1.0}, {"C": 0.02}),
        cost=Cost(base=0.02, rate=3e-7, classes=1.0),
    ),
    EstimatorSpec(
        name="ridge",
        estimator={
            "binary": f"{_MAKE}:ridge_classifier",
            "multiclass": f"{_MAKE}:ridge_classifier",
            "multilabel": f"{_SEVERAL}:ridge_labels",
            **dict.fromkeys(_VALUES, f"{_MAKE}:ridge_regression"),
        },
        tasks=_CLASSES | _LABELS | _VALUES,
        handles=_SPARSE,
        wants=_SCALED,
        space={"alpha": Float(1e-3, 1e5, log=True)},
        opening=({"alpha": 1.0}, {"alpha": 100.0}),
        cost=Cost(base=0.01, rate=4e-9, columns=2.0),
    ),
    EstimatorSpec(
        name="lasso",
        estimator=f"{_MAKE}:lasso",
        tasks=_VALUES,
        handles=_SPARSE,
        wants=_SCALED,
        space={"alpha": Float(1e-5, 1.0, log=True)},
        opening=({"alpha": 0.01},),
        cost=Cost(base=0.01, rate=1e-7),
    ),
    EstimatorSpec(
        name="elastic_net",
        estimator=f"{_MAKE}:elastic_net",
        tasks=_VALUES,
        handles=_SPARSE,
        wants=_SCALED,
        space={"alpha": Float(1e-5, 1.0, log=True), "l1_ratio": Float(0.05, 0.95)},
        opening=({"alpha": 0.01, "l1_ratio": 0.5},),
        cost=Cost(base=0.01, rate=1e-7),
    ),
    EstimatorSpec(
        name="sgd",
        estimator={
            "binary": f"{_MAKE}:sgd_classifier",
            "multiclass": f"{_MAKE}:sgd_classifier",
            "multilabel": f"{_SEVERAL}:sgd_labels",
            "regression": f"{_MAKE}:sgd_regressor",
            "multioutput": f"{_SEVERAL}:sgd_values",
        },
        tasks=_CLASSES | _LABELS | _VALUES,
        handles=_SPARSE,
        wants=_SCALED,
        space={
            "alpha": Float(1e-6, 1e-1, log=True),
            "l1_ratio": Float(0.0, 1.0),
            "robust": Choice(False, True),
        },
        opening=({"alpha": 1e-3},),
        cost=Cost(base=0.01, rate=2e-7, classes=1.0),
    ),
    EstimatorSpec(
        name="linear_quantiles",
        estimator="lepton_automl.builtin.make.quantiles:linear_quantiles",
        tasks={"quantile"},
        handles={"sample_weight"},
        wants=_SCALED,
        space={"alpha": Float(1e-5, 1.0, log=True)},
        opening=({"alpha": 0.001}, {"alpha": 0.03}),
        cost=Cost(base=0.02, rate=2e-7, rows=1.3, columns=1.2),
        max_rows=10_000,
    ),
    EstimatorSpec(
        name="gradient_descent",
        estimator={
            "binary": f"{_DESCENT}:GradientDescentClassifier",
            "multiclass": f"{_DESCENT}:GradientDescentClassifier",
            "regression": f"{_DESCENT}:GradientDescentRegressor",
        },
        tasks=_CLASSES | _NUMBERS,
        handles=_SPARSE,
        wants=_SCALED,
        space={
            "batch_size": Choice(None, 32, 256),
            "learning_rate": Float(0.05, 1.0, log=True),
            "momentum": Choice(0.0, 0.9),
            "alpha": Float(1e-6, 1.0, log=True),
        },
        # The same models as logistic_regression and ridge, got otherwise: for those who ask.
        opening=(),
        cost=Cost(base=0.02, rate=5e-7, classes=0.5),
    ),
)
