"""Histogram gradient boosting that stops early by itself, on any number of rows."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.preprocessing import StandardScaler

from lepton_automl.builtin.make.plain import SavedAsParent, as_column, held_out, labels, take

# Below this many rows a tenth says too little about when to stop.
EARLY_STOPPING_ROWS = 1000


class SteadyBoostingClassifier(SavedAsParent, HistGradientBoostingClassifier):
    """The parent, which stops early on held-out rows also where a class has a single member.

    Nor does it mind a column without any number among the rows that it learns from.
    """

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, *, X_val: Any = None, **options: Any
    ) -> Any:
        """Fit on most rows, and stop when the others no longer gain."""
        column = labels(X, y, sample_weight)
        if column is None or not _watches(self, X, X_val):
            return super().fit(_binnable(X), y, sample_weight, X_val=X_val, **options)
        out = held_out(len(column), self.validation_fraction, self.random_state, column)
        return super().fit(**_parts(X, column, sample_weight, out), **options)


class SteadyBoostingRegressor(SavedAsParent, HistGradientBoostingRegressor):
    """The parent, which does not mind a column without any number among its rows.

    So it holds out the rows to watch by itself: they may be those that had the numbers.
    """

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, *, X_val: Any = None, **options: Any
    ) -> Any:
        """Fit on most rows, and stop when the others no longer gain."""
        column = as_column(X, y, sample_weight)
        if column is None or not _watches(self, X, X_val):
            return super().fit(_binnable(X), y, sample_weight, X_val=X_val, **options)
        out = held_out(len(column), self.validation_fraction, self.random_state)
        return super().fit(**_parts(X, column, sample_weight, out), **options)


def _watches(model: Any, X: Any, X_val: Any) -> bool:
    """Tell whether rows have to be held out; a sparse X is the parent's to refuse."""
    return model.early_stopping is True and X_val is None and not hasattr(X, "tocsr")


def _parts(X: Any, y: Any, sample_weight: Any, out: Any) -> dict[str, Any]:
    """Return the arguments of a fit on some rows, with the others held out to be watched."""
    kept = ~out
    if not out.any():
        # No class can spare a row: watch the training loss, which goes on falling.
        kept = out = np.ones(len(y), dtype=bool)
    return {
        "X": _binnable(take(X, kept)),
        "y": take(y, kept),
        "sample_weight": take(sample_weight, kept),
        "X_val": take(X, out),
        "y_val": take(y, out),
        "sample_weight_val": take(sample_weight, out),
    }


def _binnable(X: Any) -> Any:
    """Return an array with zeros where a column has no number: the parent cannot bin it."""
    if not (isinstance(X, np.ndarray) and X.ndim == 2 and X.dtype.kind == "f"):
        return X
    empty = np.isnan(X).all(axis=0)
    return np.where(empty, 0.0, X) if empty.any() else X


def boosting_classifier(
    learning_rate: float = 0.1,
    max_leaf_nodes: int = 31,
    min_samples_leaf: int = 20,
    l2_regularization: float = 0.0,
    max_features: float = 1.0,
    max_iter: int = 1000,
    categorical_features: Any = None,
    random_state: Any = None,
    n_rows: int = 1000,
) -> SteadyBoostingClassifier:
    """Return a boosting classifier with as many trees as help."""
    return SteadyBoostingClassifier(
        learning_rate=learning_rate,
        max_leaf_nodes=max_leaf_nodes,
        min_samples_leaf=_leaf(min_samples_leaf, n_rows),
        l2_regularization=l2_regularization,
        max_features=max_features,
        categorical_features=categorical_features,
        random_state=random_state,
        **_stopping(learning_rate, max_iter, n_rows),
    )


def boosting_regressor(
    learning_rate: float = 0.1,
    max_leaf_nodes: int = 31,
    min_samples_leaf: int = 20,
    l2_regularization: float = 0.0,
    max_features: float = 1.0,
    max_iter: int = 1000,
    categorical_features: Any = None,
    random_state: Any = None,
    n_rows: int = 1000,
) -> SteadyBoostingRegressor:
    """Return a boosting regressor with as many trees as help."""
    return SteadyBoostingRegressor(
        learning_rate=learning_rate,
        max_leaf_nodes=max_leaf_nodes,
        min_samples_leaf=_leaf(min_samples_leaf, n_rows),
        l2_regularization=l2_regularization,
        max_features=max_features,
        categorical_features=categorical_features,
        random_state=random_state,
        **_stopping(learning_rate, max_iter, n_rows),
    )


@wraps(boosting_regressor, assigned=())
def boosting_poisson(**params: Any) -> TransformedTargetRegressor:
    """Return `boosting_regressor` of the logarithm of what is to be expected.

    The scale of y, which the parent's penalty would mind, makes no difference.
    """
    regressor = boosting_regressor(**params).set_params(loss="poisson")
    return TransformedTargetRegressor(regressor, transformer=StandardScaler(with_mean=False))


def _leaf(min_samples_leaf: int, n_rows: int) -> int:
    # On a tiny table leaves of the usual size would leave nothing to split.
    return min(min_samples_leaf, max(2, n_rows // 15))


def _stopping(learning_rate: float, max_iter: int, n_rows: int) -> dict[str, Any]:
    if n_rows >= EARLY_STOPPING_ROWS:
        return {"early_stopping": True, "max_iter": max_iter, "n_iter_no_change": 20}
    # What a hundred trees reach at the usual rate of 0.1, at any rate.
    return {
        "early_stopping": False,
        "max_iter": max(30, min(300, max_iter, round(10 / learning_rate))),
    }
