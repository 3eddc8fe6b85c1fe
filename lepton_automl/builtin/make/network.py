"""Small neural networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor

from lepton_automl.builtin.make.plain import SavedAsParent, labels, take, with_pairs
from lepton_automl.builtin.make.scaled_target import on_scaled_target

# Below this many rows a tenth says too little about when to stop.
EARLY_STOPPING_ROWS = 1500


class SteadyMLPClassifier(SavedAsParent, MLPClassifier):
    """The parent, whose early stopping works also where a class has a single member.

    Such a member counts twice. With fewer held-out rows than classes it does not stop early.
    """

    early_stopping: bool

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Fit the network."""
        column = labels(X, y, sample_weight)
        if not self.early_stopping or column is None:
            return super().fit(X, y, sample_weight)
        y, rows = column, with_pairs(column)
        if len(rows) > len(y):
            X, y, sample_weight = (take(values, rows) for values in (X, y, sample_weight))
        n_out = int(len(rows) * self.validation_fraction)
        self.early_stopping = n_out >= max(2, len(np.unique(y)))
        try:
            return super().fit(X, y, sample_weight)
        finally:
            self.early_stopping = True


def mlp_classifier(
    width: int = 64,
    depth: int = 1,
    alpha: float = 1e-4,
    learning_rate_init: float = 1e-3,
    random_state: Any = None,
    n_rows: int = 1000,
) -> SteadyMLPClassifier:
    """Return a network of `depth` equal layers for classes."""
    return SteadyMLPClassifier(
        **_shape(width, depth, alpha, learning_rate_init, random_state, n_rows)
    )


def mlp_regressor(
    width: int = 64,
    depth: int = 1,
    alpha: float = 1e-4,
    learning_rate_init: float = 1e-3,
    random_state: Any = None,
    n_rows: int = 1000,
) -> TransformedTargetRegressor:
    """Return a network of `depth` equal layers for numbers."""
    shape = _shape(width, depth, alpha, learning_rate_init, random_state, n_rows)
    return on_scaled_target(MLPRegressor(**shape))


def _shape(
    width: int, depth: int, alpha: float, rate: float, random_state: Any, n_rows: int
) -> dict[str, Any]:
    return {
        "hidden_layer_sizes": (width,) * depth,
        "alpha": alpha,
        "learning_rate_init": rate,
        "early_stopping": n_rows >= EARLY_STOPPING_ROWS,
        "max_iter": 300,
        "random_state": random_state,
    }
