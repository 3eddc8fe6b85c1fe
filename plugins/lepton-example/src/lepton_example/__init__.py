"""The smallest plugin: it offers one estimator of scikit-learn's to lepton_automl."""

from lepton_automl.plugin import EstimatorSpec, Float, hookimpl


@hookimpl
def lepton_register_estimators() -> list[EstimatorSpec]:
    """Offer naive Bayes for inputs that are on or off."""
    space = {"alpha": Float(1e-3, 10.0, log=True)}
    reference = "sklearn.naive_bayes:BernoulliNB"
    return [EstimatorSpec("bernoulli_nb", reference, {"binary", "multiclass"}, space=space)]
