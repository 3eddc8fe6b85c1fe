"""The smallest plugin: it offers one estimator of scikit-learn's to lepton_automl."""

from lepton_automl.plugin import EstimatorSpec, Float, hookimpl


@hookimpl
def lepton_register_estimators() -> list[EstimatorSpec]:
    """Offer quadratic discriminant analysis."""
    space = {"reg_param": Float(0.0, 1.0)}
    reference = "sklearn.discriminant_analysis:QuadraticDiscriminantAnalysis"
    return [EstimatorSpec("qda", reference, tasks={"binary", "multiclass"}, space=space)]
