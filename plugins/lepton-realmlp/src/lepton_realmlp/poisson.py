"""The network for numbers from 0 on, whose effects multiply."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_realmlp.estimators import RealMLPRegressor

__all__ = ["RealMLPPoissonRegressor"]

LARGEST = 12.0  # of a logarithm of y, in means of y: no exponential is beyond a float
USUAL = 0.3  # spread of y, in means of y; of less, what the network says is made smaller


class RealMLPPoissonRegressor(RealMLPRegressor):
    """A multilayer perceptron for numbers from 0 on, by the Poisson deviance.

    The network says the logarithm of what is to be expected, so that effects multiply: it suits
    counts, prices, and whatever else grows in proportion. The deviance is least for the mean,
    as the squared error is, by which the epoch is chosen.

    Parameters
    ----------
    n_epochs, width, depth, learning_rate, dropout, weight_decay, embed, batch_size, \
max_seconds, random_state
        As those of `RealMLPClassifier`.

    Attributes
    ----------
    n_epochs_, refit_params_, network_, inputs_, n_features_in_
        As those of `RealMLPRegressor`.
    factor_ : float
        The logarithm is so many times what the network says.

    Raises
    ------
    ValueError
        If y has numbers below 0.

    Examples
    --------
    >>> import numpy as np
    >>> from lepton_realmlp import RealMLPPoissonRegressor
    >>> X = np.random.default_rng(0).normal(size=(600, 2))
    >>> y = np.exp(X[:, 0] + X[:, 1])
    >>> RealMLPPoissonRegressor(n_epochs=30, random_state=0).fit(X, y).score(X, y) > 0.8
    True
    """

    def _learn_target(self, y: Any) -> Any:
        coded = super()._learn_target(y)
        self.factor_ = min(1.0, float(coded.std()) / USUAL) or 1.0
        return coded

    def _units(self, y: Any) -> tuple[float, float]:
        if y.min() < 0:
            raise ValueError(
                f"y holds {y.min():g}, and the Poisson deviance knows no numbers below 0."
            )
        return 0.0, float(y.mean()) or 1.0

    def _slope(self, said: Any, target: Any) -> Any:
        return said - target

    def _said(self, outputs: Any) -> Any:
        return np.exp(np.clip(self.factor_ * outputs, -LARGEST, LARGEST))

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn wants to know."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        return tags
