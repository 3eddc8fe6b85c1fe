"""Support vector machines."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Choice, Float, Int, Space

_MAKE = "lepton_automl.builtin.make.svm"
_SEVERAL = "lepton_automl.builtin.make.several"
_TASKS = frozenset({"binary", "multiclass", "multilabel", "regression", "multioutput"})

_RATIO = "lepton_automl.builtin.make.ratio"
_RATIO_SPACE: Space = {
    "C": Float(1e-2, 1e2, log=True),
    "alpha": Float(1e-2, 3.0, log=True),
}

ESTIMATORS = (
    EstimatorSpec(
        name="linear_svm",
        estimator={
            "binary": f"{_MAKE}:linear_svm_classifier",
            "multiclass": f"{_MAKE}:linear_svm_classifier",
            "multilabel": f"{_SEVERAL}:linear_svm_labels",
            "regression": f"{_MAKE}:linear_svm_regressor",
            "multioutput": f"{_SEVERAL}:linear_svm_values",
        },
        tasks=_TASKS,
        handles={"sparse", "sample_weight"},
        wants={"scaled"},
        space={"C": Float(1e-4, 1e2, log=True)},
        opening=({"C": 0.1},),
        family="linear",
        suits={"text"},
        cost=Cost(base=0.02, rate=5e-7, classes=1.0),
    ),
    EstimatorSpec(
        name="nb_svm",
        estimator=f"{_RATIO}:nb_svm",
        tasks={"binary", "multiclass"},
        accepts={"text"},
        handles={"sample_weight"},
        space={
            **_RATIO_SPACE,
            "words": Int(1, 3),
            "min_rows": Choice(1, 2, 5),
        },
        opening=({"C": 1.0, "alpha": 0.3, "words": 2, "min_rows": 1},),
        suits={"text"},
        cost=Cost(base=0.02, rate=1.5e-7, classes=1.0),
    ),
    EstimatorSpec(
        name="nb_svm_characters",
        estimator=f"{_RATIO}:nb_svm",
        tasks={"binary", "multiclass"},
        accepts={"text"},
        handles={"sample_weight"},
        space={**_RATIO_SPACE, "longest": Int(3, 6)},
        fixed={"tokens": "characters"},
        opening=({"C": 1.0, "alpha": 0.3, "longest": 5},),
        priority=4.0,
        # A dozen times as many runs as of words: early where texts are short, late elsewhere.
        cost=Cost(base=0.02, rate=1.8e-6, classes=1.0),
    ),
    EstimatorSpec(
        name="kernel_svm",
        estimator={
            "binary": f"{_MAKE}:kernel_svm_classifier",
            "multiclass": f"{_MAKE}:kernel_svm_classifier",
            "multilabel": f"{_SEVERAL}:kernel_svm_labels",
            "regression": f"{_MAKE}:kernel_svm_regressor",
            "multioutput": f"{_SEVERAL}:kernel_svm_values",
        },
        tasks=_TASKS,
        handles={"sparse", "sample_weight"},
        wants={"scaled"},
        space={
            "C": Float(1e-2, 1e3, log=True),
            "gamma": Float(1e-4, 10.0, log=True),
        },
        opening=({"C": 1.0}, {"C": 10.0}),
        cost=Cost(base=0.02, rate=4e-7, rows=1.7, columns=0.3, classes=0.5),
        max_rows=200_000,
    ),
)
