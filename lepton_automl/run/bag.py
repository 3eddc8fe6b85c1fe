"""All folds of a candidate by one fit: rows are predicted by trees that did not draw them.

Bagging leaves about a third of the rows out of each tree's sample, so a forest fitted on all
rows says of each row what it would have said of an unseen one (Breiman, "Random Forests",
Machine Learning 45, 2001). That costs one fit instead of one a fold, and leaves one pipeline,
of all rows, where there would be one a fold.

It is only the same question where chance decides which rows are left out: not with groups or
an order in time, and not behind a preparation that looks at y, which would have seen the rows.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import get_tags

from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.run.plan import Plan

__all__ = ["applies", "fit_bagged"]

FORMS = {"probability": "oob_decision_function_", "value": "oob_prediction_"}


def applies(spec: EstimatorSpec, preparation: Any, plan: Plan) -> bool:
    """Tell whether out-of-bag predictions may stand for those of all folds."""
    return (
        "out_of_bag" in spec.handles
        and plan.task_spec.prediction in FORMS
        and plan.splits.shuffled
        and len(plan.splits) > 1
        and plan.data.sample_weight is None
        and not _looks_at_y(preparation)
    )


def fit_bagged(estimator: Any, X: Any, y: Any, form: str) -> Any:
    """Fit on all rows; return the prediction of each by what did not see it.

    None where some row was seen by all, since there were too few trees.
    """
    estimator.set_params(oob_score=True)
    with warnings.catch_warnings():
        # scikit-learn gives such rows a prediction of 0, and this warning.
        warnings.filterwarnings("error", "Some inputs do not have OOB", UserWarning)
        try:
            estimator.fit(X, y)
        except UserWarning:
            return None
    estimator.set_params(oob_score=False)
    said = np.asarray(getattr(estimator, FORMS[form]))
    delattr(estimator, FORMS[form])  # as large as y: not for the artifact
    return said if np.isfinite(said).all() else None


def _looks_at_y(preparation: Any) -> bool:
    if not isinstance(preparation, BaseEstimator):
        return False
    steps = [preparation, *preparation.get_params(deep=True).values()]
    return any(
        get_tags(step).target_tags.required for step in steps if isinstance(step, BaseEstimator)
    )
