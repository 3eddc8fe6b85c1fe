"""Support vector machines."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Float

_MAKE = "lepton_automl.builtin.make.svm"
_SEVERAL = "lepton_automl.builtin.make.several"
_TASKS = frozenset({"binary", "multiclass", "multilabel", "regression", "multioutput"})


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
        cost=Cost(base=0.02, rate=5e-7, classes=1.0),
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
        # No weights: beyond EXACT_ROWS it is a pipeline, which does not take them.
        handles={"sparse"},
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
