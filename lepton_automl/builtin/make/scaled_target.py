"""Regressors of a scaled y, whose predictions stay near what was seen of it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from lepton_automl.builtin.make.plain import SavedAsParent

__all__ = ["NearSeenRegressor", "on_scaled_target"]

BEYOND = 0.25  # of the range of y: a trend may go on so far, and what goes further is no trend


class NearSeenRegressor(SavedAsParent, TransformedTargetRegressor):
    """The parent, for y of mean 0 and deviation 1, with predictions near the range of y.

    A line through two columns that rise together says anything at all of a row where only one
    does, such as the first of a month that was not learned from: one such row can be as far
    out as all others together. So predictions are cut a quarter of the range beyond it.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> model = NearSeenRegressor(LinearRegression()).fit([[0.0], [1.0]], [0.0, 1.0])
    >>> model.predict([[-4521.0], [0.5]]).round(3)
    array([-0.25,  0.5 ])
    """

    def fit(self, X: Any, y: Any, **fit_params: Any) -> Self:
        """Fit the regressor; the bounds become part of what the parent undoes."""
        seen = np.asarray(y, dtype=np.float64)
        low, high = seen.min(axis=0), seen.max(axis=0)
        more = BEYOND * (high - low)
        bounds = {"a_min": low - more, "a_max": high + more}
        bounded = FunctionTransformer(inverse_func=np.clip, inv_kw_args=bounds)
        self.transformer = make_pipeline(bounded, StandardScaler())
        super().fit(X, y, **fit_params)
        return self


def on_scaled_target(regressor: Any) -> NearSeenRegressor:
    """Return a regressor of y scaled to mean 0 and deviation 1: one space then fits all."""
    return NearSeenRegressor(regressor)
