"""Naive Bayes."""

from __future__ import annotations

from lepton_automl.plugin.specs import Cost, EstimatorSpec
from lepton_automl.space import Choice, Float

_TASKS = frozenset({"binary", "multiclass"})

ESTIMATORS = (
    EstimatorSpec(
        name="gaussian_nb",
        estimator={
            "binary": "sklearn.naive_bayes:GaussianNB",
            "multiclass": "sklearn.naive_bayes:GaussianNB",
            "multilabel": "lepton_automl.builtin.make.several:bayes_labels",
        },
        tasks={"binary", "multiclass", "multilabel"},
        handles={"sample_weight"},
        space={"var_smoothing": Float(1e-12, 1.0, log=True)},
        opening=({"var_smoothing": 1e-9},),
        cost=Cost(base=0.01, rate=3e-8),
    ),
    EstimatorSpec(
        name="complement_nb",
        estimator="lepton_automl.builtin.make.bayes:complement_nb",
        tasks=_TASKS,
        accepts={"text"},
        handles={"sample_weight"},
        space={
            "alpha": Float(1e-3, 3.0, log=True),
            "words": Choice(1, 2),
        },
        opening=({"alpha": 0.1, "words": 1}, {"alpha": 0.3, "words": 2}),
        suits={"text"},
        cost=Cost(base=0.02, rate=3e-7),
    ),
)
