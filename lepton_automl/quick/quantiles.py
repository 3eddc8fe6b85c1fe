"""scikit-learn's ``QuantileTransformer``, without scipy's distributions for each column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtri
from sklearn.preprocessing import QuantileTransformer

__all__ = ["quantile_step"]

EDGE = 1e-7  # as near to the least and the greatest number as scikit-learn tells apart


def quantile_step(transformer: QuantileTransformer) -> Callable[[Any], Any]:
    """Return what a fitted transformer does with an array of floats.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [4.0]])
    >>> quantile_step(QuantileTransformer(n_quantiles=3).fit(X))(np.array([[2.5], [9.0]]))
    array([[0.75],
           [1.  ]])
    """
    quantiles, levels = transformer.quantiles_, transformer.references_
    columns = [(q, -q[::-1]) for q in quantiles.T]
    low, high = quantiles[0], quantiles[-1]
    normal = transformer.output_distribution == "normal"
    edge = EDGE if normal else 0.0
    most = -ndtri(EDGE - np.spacing(1))

    def step(X: Any) -> Any:
        found = np.empty(X.shape)
        for i, (up, down) in enumerate(columns):  # both ways: equal quantiles have two ends
            below = np.interp(X[:, i], up, levels)
            found[:, i] = 0.5 * (below - np.interp(-X[:, i], down, -levels[::-1]))
        found[X + edge > high if normal else high <= X] = 1.0
        found[X - edge < low if normal else low >= X] = 0.0
        return np.clip(ndtri(found), -most, most) if normal else found

    return step
