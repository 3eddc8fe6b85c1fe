"""Scalers of numbers that scikit-learn has in a slightly other form."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.preprocessing import QuantileTransformer, StandardScaler

from lepton_automl.builtin.make.plain import SavedAsParent

__all__ = ["RankScaler", "TogetherScaler"]


class RankScaler(SavedAsParent, QuantileTransformer):
    """The parent, which does not mind fewer rows than it has quantiles."""

    n_quantiles: int

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the quantiles, as many as there are rows at most."""
        asked = self.n_quantiles
        self.n_quantiles = min(asked, len(X))
        try:
            super().fit(X, y)
        finally:
            self.n_quantiles = asked
        return self


class TogetherScaler(SavedAsParent, StandardScaler):
    """The parent with one scale for all columns, so that they keep their proportions.

    The scale is the root of the mean variance: of all columns together, the variance is 1 on
    average. In chemometrics, spectra are only centred for the same reason [1]_.

    References
    ----------
    .. [1] R. Bro and A. K. Smilde, "Centering and scaling in component analysis", Journal of
       Chemometrics 17 (2003).

    Examples
    --------
    >>> TogetherScaler().fit_transform([[0.0, 0.0], [2.0, 14.0]])
    array([[-0.2, -1.4],
           [ 0.2,  1.4]])
    """

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:
        """Find the means, and the one scale; NaN is passed over."""
        super().fit(X, y, sample_weight)
        varying = self.var_[self.var_ > 0]
        scale = np.sqrt(varying.mean()) if len(varying) else 1.0
        self.scale_: Any = np.full_like(self.var_, scale)
        return self
