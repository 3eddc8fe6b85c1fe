"""A plugin in one file: one more estimator and one more metric.

The estimator is a class of scikit-learn's, so the artifact can be loaded anywhere. A class of
your own belongs in a package: `lepton new plugin NAME` writes one.
"""

from typing import Any

from lepton_automl.plugin import EstimatorSpec, Float, MetricSpec, hookimpl


@hookimpl
def lepton_register_estimators() -> list[EstimatorSpec]:
    """Offer a discriminant analysis."""
    return [
        EstimatorSpec(
            name="discriminant",
            estimator="sklearn.discriminant_analysis:LinearDiscriminantAnalysis",
            tasks={"binary", "multiclass"},
            fixed={"solver": "lsqr"},
            space={"shrinkage": Float(0.0, 1.0)},
            opening=({"shrinkage": 0.1},),
        )
    ]


@hookimpl
def lepton_register_metrics() -> list[MetricSpec]:
    """Offer the recall of the class that is found worst."""
    return [
        MetricSpec(
            name="worst_class_recall",
            function=worst_class_recall,
            tasks={"binary", "multiclass"},
        )
    ]


def worst_class_recall(y_true: Any, y_pred: Any) -> float:
    """Return the share that is found of the class found worst."""
    return float(min((y_pred[y_true == label] == label).mean() for label in set(y_true)))
