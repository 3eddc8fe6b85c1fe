"""Probabilities for classifiers that only give margins."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV

from lepton_automl.builtin.make.plain import SavedAsParent, labels, take, with_pairs


class CalibratedMargin(SavedAsParent, CalibratedClassifierCV):
    """`CalibratedClassifierCV` that learns classes however few members they have.

    The parent refuses a class with fewer members than inner folds. Here there are as many
    folds as the smallest class has members, at most `cv`; a class of one counts twice.
    """

    cv: int

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "sigmoid",
        cv: int = 3,
        n_jobs: int | None = None,
        ensemble: bool = False,
    ) -> None:
        super().__init__(estimator, method=method, cv=cv, n_jobs=n_jobs, ensemble=ensemble)

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **fit_params: Any) -> Any:
        """Fit the estimator, and the calibration of its margins on inner folds."""
        column = labels(X, y, sample_weight)
        if column is None:
            return super().fit(X, y, sample_weight, **fit_params)
        y, rows = column, with_pairs(column)
        if len(rows) == 1 or np.all(y == y[0]):
            raise ValueError("y has one class only; a classifier needs two or more classes.")
        if len(rows) > len(y):
            X, y, sample_weight = (take(values, rows) for values in (X, y, sample_weight))
        cv = self.cv
        self.cv = max(2, min(cv, int(np.unique(y, return_counts=True)[1].min())))
        try:
            return super().fit(X, y, sample_weight, **fit_params)
        finally:
            self.cv = cv
