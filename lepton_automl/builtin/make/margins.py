"""Probabilities for classifiers that only give margins."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.utils import _safe_indexing, check_consistent_length, column_or_1d

from lepton_automl.builtin.make.plain import SavedAsParent, with_pairs


class CalibratedMargin(SavedAsParent, CalibratedClassifierCV):  # type: ignore[misc]
    """`CalibratedClassifierCV` that learns classes however few members they have.

    The parent refuses a class with fewer members than inner folds. Here there are as many
    folds as the smallest class has members, at most `cv`; a class of one counts twice.
    """

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
        y = column_or_1d(y, warn=True)
        check_consistent_length(X, y)
        rows = with_pairs(y)
        if len(rows) > len(y):
            X, y = _safe_indexing(X, rows), y[rows]
            if sample_weight is not None:
                sample_weight = _safe_indexing(sample_weight, rows)
        cv = self.cv
        self.cv = max(2, min(cv, int(np.unique(y, return_counts=True)[1].min())))
        try:
            return super().fit(X, y, sample_weight, **fit_params)
        finally:
            self.cv = cv
